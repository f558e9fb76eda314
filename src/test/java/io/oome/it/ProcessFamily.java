package io.oome.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All processes that descend from one process, also when the parents between have died: they are told by a variable that
 * all of them have inherited. A ProcessHandle is a pid with its start time, so that a pid used again is never mistaken.
 */
final class ProcessFamily {

    private static final String VARIABLE = "OOME_IT_FAMILY";

    private final String mark = VARIABLE + "=" + UUID.randomUUID();
    private final Set<ProcessHandle> known = ConcurrentHashMap.newKeySet();

    void mark(Map<String, String> environment) {
        environment.put(VARIABLE, mark.substring(VARIABLE.length() + 1));
    }

    /** Learns of new members. The descendants are asked for as well, for a process of another user may hide its environment. */
    void look(ProcessHandle head) {
        known.add(head);
        head.descendants().forEach(known::add);
        ProcessHandle.allProcesses().filter(this::bearsMark).forEach(known::add);
    }

    List<ProcessHandle> living() {
        return known.stream().filter(ProcessFamily::lives).toList();
    }

    /** Kills every member, also those that are forked meanwhile, and returns those that are still there at the limit. */
    List<ProcessHandle> killAll(ProcessHandle head, Duration limit) {
        Eventually.happens(limit, () -> {
            look(head);
            living().forEach(ProcessHandle::destroyForcibly);
            return living().isEmpty();
        });
        return living();
    }

    static boolean lives(long pid) {
        return ProcessHandle.of(pid).map(ProcessFamily::lives).orElse(false);
    }

    private boolean bearsMark(ProcessHandle process) {
        try {
            byte[] environ = Files.readAllBytes(procFolder(process).resolve("environ"));
            return List.of(new String(environ, StandardCharsets.UTF_8).split("\0"))
                    .contains(mark);
        } catch (IOException e) {
            return false;
        }
    }

    /** A zombie has ended; whether pid 1 of a container ever reaps it is not our matter. */
    private static boolean lives(ProcessHandle process) {
        return process.isAlive() && !isZombie(process);
    }

    /** The state follows the name: {@code 4711 (sleep) S 1 …}, and the name may hold parentheses itself. */
    private static boolean isZombie(ProcessHandle process) {
        try {
            byte[] stat = Files.readAllBytes(procFolder(process).resolve("stat"));
            String text = new String(stat, StandardCharsets.UTF_8);
            return text.startsWith("Z", text.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return true;
        }
    }

    private static Path procFolder(ProcessHandle process) {
        return Path.of("/proc", Long.toString(process.pid()));
    }
}
