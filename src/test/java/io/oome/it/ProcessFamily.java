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
 * All processes that descend from one process, even if parents between them have died: they all inherit a variable. A
 * ProcessHandle is a pid with its start time, so that a reused pid is never mistaken for a member.
 */
final class ProcessFamily {

    private static final String VARIABLE = "OOME_IT_FAMILY";

    private final String mark = VARIABLE + "=" + UUID.randomUUID();
    private final Set<ProcessHandle> known = ConcurrentHashMap.newKeySet();

    void mark(Map<String, String> environment) {
        environment.put(VARIABLE, mark.substring(VARIABLE.length() + 1));
    }

    /** Finds new members. It also asks for the descendants, because another user's process can hide its environment. */
    void look(ProcessHandle head) {
        known.add(head);
        head.descendants().forEach(known::add);
        ProcessHandle.allProcesses().filter(this::isMarked).forEach(known::add);
    }

    List<ProcessHandle> living() {
        return known.stream().filter(ProcessFamily::lives).toList();
    }

    /** Kills every member, including new ones, and returns those that still live at the limit. */
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

    private boolean isMarked(ProcessHandle process) {
        try {
            byte[] environ = Files.readAllBytes(procFolder(process).resolve("environ"));
            return List.of(new String(environ, StandardCharsets.UTF_8).split("\0"))
                    .contains(mark);
        } catch (IOException e) {
            return false;
        }
    }

    /** A zombie counts as ended: whether pid 1 of a container ever reaps it does not matter here. */
    private static boolean lives(ProcessHandle process) {
        return process.isAlive() && !isZombie(process);
    }

    /** The state follows the name: {@code 4711 (sleep) S 1 …}; the name itself can contain parentheses. */
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
