package io.oome.exit;

import io.oome.supervisor.Fault;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.Supervisor;
import io.oome.supervisor.SupervisorException;
import io.oome.supervisor.SupervisorFault;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The end of a log, as supervisord returns it. supervisord decodes what it reads, and answers HTTP 500 if that does not
 * begin at a UTF-8 character: the next try then begins 1 to 3 bytes later. In a log that is not UTF-8 a shorter end can
 * still be valid.
 *
 * <p>The tries take a bounded time: a server that was slow once is not asked again.
 */
public record LogTail(List<String> lines, String whyNone) {

    private static final int[] LENGTHS = {16 * 1024, 1024, 128};
    private static final int LONGEST_CHARACTER = 4;
    private static final int LONGEST_LINE = 500;
    private static final long LONG = Duration.ofSeconds(2).toNanos();

    private static final int LINES_OF_STDERR = 20;

    public static LogTail ofStderr(Supervisor supervisor, Namespec process) {
        return read(offset -> supervisor.readProcessStderrLog(process, offset, 0), LINES_OF_STDERR);
    }

    /**
     * @param reader reads from an offset to the end; a negative offset counts from the end
     */
    static LogTail read(IntFunction<String> reader, int mostLines) {
        SupervisorException last = null;
        long begun = System.nanoTime();
        for (int length : LENGTHS) {
            for (int shift = 0; shift < LONGEST_CHARACTER; shift++) {
                try {
                    return of(reader.apply(shift - length), mostLines);
                } catch (SupervisorFault e) {
                    return new LogTail(List.of(), whyNone(e));
                } catch (SupervisorException e) {
                    last = e;
                }
                if (System.nanoTime() - begun > LONG) {
                    return new LogTail(List.of(), last.getMessage());
                }
            }
        }
        return new LogTail(List.of(), "it is not UTF-8, or " + last.getMessage());
    }

    private static LogTail of(String text, int mostLines) {
        List<String> lines = text.lines().map(LogTail::shortened).toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - mostLines), lines.size());
        return new LogTail(last, last.isEmpty() ? "it is empty" : "");
    }

    /** {@code The last lines of its stderr log:}, or why it has none. */
    public String headline() {
        return lines.isEmpty() ? "No lines of its stderr log: " + whyNone : "The last lines of its stderr log:";
    }

    /** The lines as quoted in a message. */
    public List<String> quoted() {
        return lines.stream().map(it -> "  | " + it).toList();
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }

    private static String whyNone(SupervisorFault e) {
        return e.fault() == Fault.NO_FILE ? "supervisord keeps no such log" : e.getMessage();
    }
}
