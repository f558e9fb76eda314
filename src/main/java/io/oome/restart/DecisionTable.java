package io.oome.restart;

import io.oome.supervisor.ProcessState;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** state × evidence → decision. Nothing else decides. States that are treated alike share a row. */
public final class DecisionTable {

    private static final String TABLE =
            """
                                        none     fresh    over_budget  stale    stale_kept  not_meant
            RUNNING                     nothing  restart  report       delete   nothing     nothing
            EXITED,FATAL                nothing  start    report       delete   nothing     nothing
            STOPPED                     nothing  leave    leave        delete   nothing     nothing
            STARTING,BACKOFF,STOPPING   nothing  wait     wait         wait     wait        nothing
            UNKNOWN                     report   report   report       report   report      report

                                        refused  unseen   no_path  unfinished  backing_off  under_way  survived
            RUNNING                     report   report   report   resume      resume       nothing    report
            EXITED,FATAL                report   report   nothing  resume      wait         nothing    report
            STOPPED                     report   report   nothing  resume      wait         nothing    report
            STARTING,STOPPING           report   report   wait     resume      wait         nothing    report
            BACKOFF                     report   report   wait     wait        wait         nothing    report
            UNKNOWN                     report   report   report   report      report       nothing    report

                                        guess    ended_itself
            RUNNING                     report   note
            EXITED,FATAL,STOPPED        nothing  note
            STARTING,BACKOFF,STOPPING   nothing  wait
            UNKNOWN                     report   report
            """;

    private static final Map<ProcessState, Map<Evidence, Decision>> DECISIONS = parse();

    private DecisionTable() {}

    public static Decision decide(ProcessState state, Evidence evidence) {
        return DECISIONS.get(state).get(evidence);
    }

    private static Map<ProcessState, Map<Evidence, Decision>> parse() {
        Map<ProcessState, Map<Evidence, Decision>> decisions = new EnumMap<>(ProcessState.class);
        List<Evidence> columns = List.of();
        for (String line : TABLE.lines().filter(it -> !it.isBlank()).toList()) {
            List<String> words = List.of(line.strip().split(" +"));
            if (line.startsWith(" ")) {
                columns = words.stream().map(it -> Evidence.valueOf(upper(it))).toList();
                continue;
            }
            for (String state : words.get(0).split(",")) {
                Map<Evidence, Decision> row =
                        decisions.computeIfAbsent(ProcessState.valueOf(state), any -> new EnumMap<>(Evidence.class));
                for (int i = 0; i < columns.size(); i++) {
                    row.put(columns.get(i), Decision.valueOf(upper(words.get(i + 1))));
                }
            }
        }
        return decisions;
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
