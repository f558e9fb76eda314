package io.oome.proc;

/**
 * What the monitor uses of /proc/PID/stat, proc(5):
 *
 * <pre>
 * 98 (java -x) S 71 98 71 0 -1 4194560 … 1234567 …
 * </pre>
 *
 * The second field is the command in parentheses, and can itself contain spaces and parentheses: so fields count from
 * the last closing parenthesis.
 *
 * @param state R, S, D, Z …
 * @param startTicks start in clock ticks since boot; with the pid, identifies a run of a process
 * @param envStart the address of its environment, which execve randomizes; 0 without permission, which reading the
 *     environment needs, too
 */
public record ProcessStat(int pid, char state, int ppid, long startTicks, long envStart) {

    private static final int COMMAND = 2;
    private static final int STATE = 3;
    private static final int PPID = 4;
    private static final int STARTTIME = 22;
    private static final int ENV_START = 50;

    /**
     * @throws IllegalArgumentException if the text is not a stat
     */
    static ProcessStat parse(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 1 || close < open) {
            throw new IllegalArgumentException("not a /proc/PID/stat: " + text);
        }
        Fields fields = new Fields(text, close);
        String state = fields.skipTo(STATE);
        String ppid = fields.skipTo(PPID);
        String startTime = fields.skipTo(STARTTIME);
        if (startTime.isEmpty()) {
            throw new IllegalArgumentException("too few fields in /proc/PID/stat: " + text);
        }
        String envStart = fields.skipTo(ENV_START);
        return new ProcessStat(
                Integer.parseInt(text.substring(0, open).strip()),
                state.charAt(0),
                Integer.parseInt(ppid),
                Long.parseLong(startTime),
                envStart.isEmpty() ? 0 : Long.parseUnsignedLong(envStart));
    }

    /**
     * The fields after the command, in one pass. Only the wanted ones become Strings, since a scan reads many stats.
     */
    private static final class Fields {
        private final String text;
        private int number = COMMAND;

        /** The index of the blank after the current field, or the end. */
        private int end;

        Fields(String text, int endOfCommand) {
            this.text = text;
            this.end = Math.min(endOfCommand + 1, text.length());
        }

        /** Advances to a later field; returns it, or empty text if it does not exist. */
        String skipTo(int wanted) {
            int start = end;
            for (; number < wanted && end < text.length(); number++) {
                start = end + 1;
                int blank = text.indexOf(' ', start);
                end = blank < 0 ? text.length() : blank;
            }
            return number == wanted ? text.substring(start, end).strip() : "";
        }
    }

    /**
     * Whether both are of the same run of the same program: not another process with its pid, nor the same process
     * after an execve.
     */
    public boolean isSameProgramAs(ProcessStat other) {
        return pid == other.pid && startTicks == other.startTicks && envStart == other.envStart;
    }

    /** Whether it has ended and waits for its parent to collect it. */
    public boolean isZombie() {
        return state == 'Z' || state == 'X';
    }
}
