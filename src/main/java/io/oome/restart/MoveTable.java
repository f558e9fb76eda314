package io.oome.restart;

import io.oome.journal.Restart;
import io.oome.journal.Restart.Step;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * State of the process × step in the journal → next move of a restart. The run is the one that the restart began with
 * (same), or a later one: a process that is STOPPED in a later run was stopped by somebody else.
 *
 * <p>Depends only on the journal and on supervisord's answer, so that a restart resumes wherever a monitor died.
 */
final class MoveTable {

    private static final String TABLE =
            """
                                  CLAIMED     STOP        START       FAILED
            RUNNING       same    stop        stop        stop        stop
            RUNNING       later   superseded  superseded  restarted   restarted
            STARTING      same    wait        wait        wait        wait
            STARTING      later   wait        wait        wait        wait
            STOPPING      same    wait        wait        wait        wait
            STOPPING      later   wait        wait        wait        wait
            STOPPED       same    overruled   start       start       overruled
            STOPPED       later   overruled   overruled   overruled   overruled
            EXITED,FATAL  same    start       start       start       start
            EXITED        later   superseded  superseded  exited      exited
            FATAL         later   superseded  failed      failed      failed
            BACKOFF       same    wait        wait        wait        wait
            BACKOFF       later   superseded  failed      failed      failed
            UNKNOWN       same    unknown     unknown     unknown     unknown
            UNKNOWN       later   unknown     unknown     unknown     unknown
            """;

    private static final Map<Situation, Move> MOVES = parse();

    private record Situation(ProcessState state, boolean later, Step step) {}

    private MoveTable() {}

    static Move next(Restart restart, ProcessInfo now) {
        return MOVES.get(new Situation(now.state(), restart.origin().isOver(now), restart.step()));
    }

    private static Map<Situation, Move> parse() {
        Map<Situation, Move> moves = new HashMap<>();
        List<String> lines = TABLE.lines().toList();
        List<Step> steps = words(lines.get(0)).stream().map(Step::valueOf).toList();
        for (String line : lines.subList(1, lines.size())) {
            List<String> words = words(line);
            boolean later = words.get(1).equals("later");
            for (String state : words.get(0).split(",")) {
                for (Step step : steps) {
                    Move move = Move.valueOf(words.get(2 + step.ordinal()).toUpperCase(Locale.ROOT));
                    moves.put(new Situation(ProcessState.valueOf(state), later, step), move);
                }
            }
        }
        return moves;
    }

    private static List<String> words(String line) {
        return List.of(line.strip().split(" +"));
    }

    /** What comes next in a restart. */
    enum Move {
        /** Look again. */
        WAIT,
        /** Ask supervisord to stop the process. */
        STOP,
        /** Ask supervisord to start it. */
        START,
        /** It runs: the end. */
        RESTARTED,
        /** It ran, and exited by itself: the end. */
        EXITED,
        /** Somebody else started it: the end. */
        SUPERSEDED,
        /** An operator stopped it: the end. */
        OVERRULED,
        /** It does not start: a later scan tries again. */
        FAILED,
        /** supervisord does not know its state: a later scan tries again. */
        UNKNOWN
    }
}
