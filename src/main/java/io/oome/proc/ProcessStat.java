package io.oome.proc;

/**
 * What we keep of /proc/PID/stat, proc(5):
 *
 * <pre>
 * 98 (java -x) S 71 98 71 0 -1 4194560 … 1234567 …
 * </pre>
 *
 * The second field is the command in parentheses and may itself hold spaces and parentheses, so that the fields are
 * counted from its last one.
 *
 * @param state R, S, D, Z …
 * @param startTicks start in clock ticks since the boot: with the pid, the identity of a run of a process
 * @param envStart where its environment lies in its memory; execve lays it out anew, at a random address. 0 if we may not
 *     know: then we may not read the environment either
 */
public record ProcessStat(int pid, char state, int ppid, long startTicks, long envStart) {

    private static final int FIRST_FIELD_AFTER_COMMAND = 3;
    private static final int STATE = 3;
    private static final int PPID = 4;
    private static final int STARTTIME = 22;
    private static final int ENV_START = 50;

    /**
     * @throws IllegalArgumentException if that is no such text
     */
    static ProcessStat parse(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 1 || close < open) {
            throw new IllegalArgumentException("not a /proc/PID/stat: " + text);
        }
        String state = field(STATE, text, close);
        String startTime = field(STARTTIME, text, close);
        if (startTime.isEmpty()) {
            throw new IllegalArgumentException("too few fields in /proc/PID/stat: " + text);
        }
        String envStart = field(ENV_START, text, close);
        return new ProcessStat(
                Integer.parseInt(text.substring(0, open).strip()),
                state.charAt(0),
                Integer.parseInt(field(PPID, text, close)),
                Long.parseLong(startTime),
                envStart.isEmpty() ? 0 : Long.parseUnsignedLong(envStart));
    }

    /** One of the fields behind the command; they are not all made into Strings, for a scan reads many a stat. */
    private static String field(int number, String text, int endOfCommand) {
        int start = endOfCommand + 2;
        for (int field = FIRST_FIELD_AFTER_COMMAND; field < number && start > 0; field++) {
            start = text.indexOf(' ', start) + 1;
        }
        boolean tooFew = start <= 0 || start >= text.length();
        if (tooFew) {
            return "";
        }
        int end = text.indexOf(' ', start);
        return (end < 0 ? text.substring(start) : text.substring(start, end)).strip();
    }

    /** The same run of the same program: neither another process with its pid, nor the same after an execve. */
    public boolean isSameProgramAs(ProcessStat other) {
        return pid == other.pid && startTicks == other.startTicks && envStart == other.envStart;
    }

    /** Ended, and waiting for its parent to collect it. */
    public boolean isZombie() {
        return state == 'Z' || state == 'X';
    }
}
