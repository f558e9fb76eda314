package io.oome.proc;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the monitor uses of /proc/PID/status, proc_pid_status(5):
 *
 * <pre>
 * Uid:    1000    0       0       0
 * NSpid:  4711    7
 * CapEff: 000001fffeffffff
 * </pre>
 *
 * @param uids real, effective, saved and file system uid; negative beyond 2³¹, like the JDK's "unix:uid"
 * @param pids its pid in the monitor's PID namespace, then in each nested one
 * @param effectiveCapabilities in its own user namespace
 */
public record ProcessStatus(List<Integer> uids, List<Integer> pids, long effectiveCapabilities) {

    /** include/uapi/linux/capability.h */
    private static final int CAP_SYS_RESOURCE = 24;

    /**
     * @throws IllegalArgumentException if the text is not a status
     */
    static ProcessStatus parse(String text) {
        String capabilities = line(text, "CapEff:").orElse("0");
        List<Integer> uids = numbers(line(text, "Uid:").orElse(""));
        if (uids.size() != 4) {
            throw new IllegalArgumentException("no line Uid: with four numbers");
        }
        return new ProcessStatus(
                uids, numbers(line(text, "NSpid:").orElse("")), Long.parseUnsignedLong(capabilities, 16));
    }

    private static Optional<String> line(String text, String name) {
        int start = text.startsWith(name) ? 0 : text.indexOf('\n' + name) + 1;
        boolean missing = start == 0 && !text.startsWith(name);
        if (missing) {
            return Optional.empty();
        }
        int end = text.indexOf('\n', start);
        return Optional.of(text.substring(start + name.length(), end < 0 ? text.length() : end)
                .strip());
    }

    private static List<Integer> numbers(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split("\\s+"))
                        .map(Integer::parseUnsignedInt)
                        .toList();
    }

    /**
     * The process's user; empty unless all four uids are equal. A process that has executed a setuid program keeps its
     * real uid and its own environment: no user can be trusted for it.
     */
    public Optional<Integer> uid() {
        return uids.stream().allMatch(uids.get(0)::equals) ? Optional.of(uids.get(0)) : Optional.empty();
    }

    public int effectiveUid() {
        return uids.get(1);
    }

    /** Whether the process is in the PID namespace of this /proc, not in a nested one. */
    public boolean isInOurPidNamespace() {
        return pids.size() <= 1;
    }

    /** Whether the process has CAP_SYS_RESOURCE in its user namespace. */
    public boolean hasCapSysResource() {
        return (effectiveCapabilities >> CAP_SYS_RESOURCE & 1) == 1;
    }
}
