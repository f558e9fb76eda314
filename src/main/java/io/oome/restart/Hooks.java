package io.oome.restart;

import io.oome.notify.Hook;
import io.oome.scan.Dump;
import io.oome.scan.FlagPath;
import io.oome.scan.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the operator's {@link Hook} before and after a restart, and tells it which. Confined to the driver's thread. */
final class Hooks {

    private final Optional<Hook> hook;
    private final Map<Attempt, Optional<Hook.Running>> before = new HashMap<>();
    private final List<Hook.Running> after = new ArrayList<>();

    Hooks(Optional<Hook> hook) {
        this.hook = hook;
    }

    /** Runs the hook before the process is stopped; true once it has ended or its time is up. */
    boolean isReadyToStop(Attempt attempt) {
        if (hook.isEmpty()) {
            return true;
        }
        Optional<Hook.Running> running = before.computeIfAbsent(
                attempt, it -> hook.get().start("before stopping " + it.process(), variables(it, "before")));
        return running.map(Hook.Running::isOver).orElse(true);
    }

    /** Runs the hook after a restart, whatever the outcome; only the monitor's exit waits for it. */
    void ended(Attempt attempt, RestartReport report) {
        if (hook.isEmpty()) {
            return;
        }
        Optional.ofNullable(before.remove(attempt))
                .flatMap(it -> it)
                .ifPresent(it ->
                        it.kill("because the process is " + report.outcome().word()));
        Map<String, String> variables = variables(attempt, "after");
        variables.put("OOME_RESULT", report.outcome().word());
        report.outcome().pid().ifPresent(pid -> variables.put("OOME_NEW_PID", String.valueOf(pid)));
        hook.get()
                .start(
                        "after restarting " + attempt.process() + " ("
                                + report.outcome().word() + ")",
                        variables)
                .ifPresent(after::add);
    }

    boolean areRunning() {
        after.removeIf(Hook.Running::isOver);
        return !after.isEmpty();
    }

    private static Map<String, String> variables(Attempt attempt, String stage) {
        RestartReport report = new RestartReport(attempt.finding, new Outcome.Starting(), attempt.failures());
        Observation seen = attempt.finding.about().seen();
        Optional<FlagPath> flag = attempt.finding.search().found();
        Map<String, String> variables = new HashMap<>();
        variables.put("OOME_STAGE", stage);
        variables.put("OOME_PROCESS", attempt.process().name());
        variables.put("OOME_GROUP", attempt.process().group());
        variables.put("OOME_PID", report.oldPid().map(String::valueOf).orElse(""));
        variables.put(
                "OOME_JVM_PID",
                seen.place().jvm().map(it -> String.valueOf(it.pid())).orElse(""));
        variables.put("OOME_NEW_PID", "");
        variables.put("OOME_FLAG", flag.map(it -> it.shown().toString()).orElse(""));
        variables.put("OOME_RULE", flag.map(it -> it.rule().toString()).orElse(""));
        variables.put("OOME_RESULT", "");
        variables.put(
                "OOME_HEAP_DUMP",
                seen.place().dump().flatMap(Dump::file).map(Path::toString).orElse(""));
        return variables;
    }
}
