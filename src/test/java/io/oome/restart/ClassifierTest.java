package io.oome.restart;

import static io.oome.restart.Cases.AFTER;
import static io.oome.restart.Cases.BEFORE;
import static io.oome.restart.Cases.NOW;
import static io.oome.restart.Cases.START;
import static io.oome.restart.Cases.classify;
import static io.oome.restart.Cases.flagId;
import static io.oome.restart.Cases.of;
import static io.oome.restart.Cases.restart;
import static org.assertj.core.api.Assertions.assertThat;

import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.jvm.Effect;
import io.oome.jvm.HeapDump;
import io.oome.jvm.JvmOptions;
import io.oome.jvm.Verdict;
import io.oome.proc.Run;
import io.oome.restart.MoveTable.Move;
import io.oome.scan.FlagFile;
import io.oome.scan.FlagFile.Names;
import io.oome.scan.FlagPath;
import io.oome.scan.FlagRule;
import io.oome.scan.FlagSearch;
import io.oome.scan.FlagSearch.PassedOver;
import io.oome.scan.Identity;
import io.oome.scan.Jvm;
import io.oome.supervisor.ProcessState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From what a scan saw to evidence and reason. */
class ClassifierTest {

    private static final Budget TWICE = new Budget(2, Duration.ofMinutes(10));
    private static final Origin ORIGIN = new Origin(71, START, 4711);

    @Test
    void should_do_nothing_without_a_flag() {
        Finding finding = of("web").finding();
        assertThat(finding.evidence()).isEqualTo(Evidence.NONE);
        assertThat(finding.decision()).isEqualTo(Decision.NOTHING);
        assertThat(finding.reason()).isEqualTo("no flag /tmp/web.oome (rule: OOME_FILE)");
        assertThat(finding.age()).isEmpty();
    }

    @Test
    void should_restart_for_a_flag_of_the_present_run() {
        Finding finding = of("web").flagged(AFTER).finding();
        assertThat(finding.decision()).isEqualTo(Decision.RESTART);
        assertThat(finding.reason()).isEqualTo("OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old");
        assertThat(finding.age()).hasValue(Duration.ofSeconds(12));
    }

    /** Without directory= they all inherit supervisord's cwd, and so share one work/oome. */
    @Test
    void should_restart_the_process_whose_jvm_makes_a_shared_flag() {
        List<Finding> findings = classify(
                of("armed").flagged(AFTER).judged(verdict(Verdict.Kind.ARMED)),
                of("nginx").flagged(AFTER).judged(verdict(Verdict.Kind.NO_JVM)),
                of("unarmed").flagged(AFTER).judged(verdict(Verdict.Kind.UNARMED)),
                of("unknown").flagged(AFTER).judged(verdict(Verdict.Kind.UNKNOWN)));
        assertThat(findings)
                .extracting(Finding::decision)
                .containsExactly(Decision.RESTART, Decision.NOTHING, Decision.NOTHING, Decision.RESTART);
        assertThat(findings.get(1).reason())
                .isEqualTo("flag /tmp/web.oome (rule: OOME_FILE) comes from the JVM of another process");
        assertThat(Classifier.mayDelete(flagId(AFTER), List.of(findings.get(0), findings.get(3)), findings))
                .isTrue();
    }

    @Test
    void should_restart_a_process_without_a_jvm_for_its_own_flag() {
        assertThat(of("script")
                        .flagged(AFTER)
                        .judged(verdict(Verdict.Kind.NO_JVM))
                        .finding()
                        .decision())
                .isEqualTo(Decision.RESTART);
    }

    @Test
    void should_delete_a_flag_that_is_older_than_the_present_run() {
        Finding finding = of("web").flagged(BEFORE).finding();
        assertThat(finding.evidence()).isEqualTo(Evidence.STALE);
        assertThat(finding.decision()).isEqualTo(Decision.DELETE);
        assertThat(finding.reason())
                .isEqualTo("stale flag /tmp/web.oome (rule: OOME_FILE), 70 s old: older than its last run");
    }

    @Test
    void should_leave_a_stale_flag_that_only_another_user_may_delete() {
        Finding finding = of("web").flaggedByAnotherUser(BEFORE, 1000).finding();
        assertThat(finding.evidence()).isEqualTo(Evidence.STALE_KEPT);
        assertThat(finding.reason()).endsWith("kept: only uid 1000 may delete it");
    }

    @ParameterizedTest
    @EnumSource(names = {"EXITED", "FATAL"})
    void should_start_a_process_that_is_down_for_a_flag_of_its_last_run_only(ProcessState state) {
        assertThat(of("web").is(state).flagged(AFTER).finding().decision()).isEqualTo(Decision.START);
        assertThat(of("web").is(state).flagged(BEFORE).finding().decision()).isEqualTo(Decision.DELETE);
    }

    @Test
    void should_not_start_a_process_that_has_never_run() {
        Cases never = of("web")
                .is(ProcessState.EXITED)
                .startedAt(Instant.EPOCH)
                .identity(new Identity.Down(Optional.empty()))
                .flagged(AFTER);
        assertThat(never.finding().evidence()).isEqualTo(Evidence.STALE);
        assertThat(never.finding().reason()).endsWith("it has not run yet");
    }

    @Test
    void should_leave_a_process_that_an_operator_stopped() {
        Finding finding = of("web").is(ProcessState.STOPPED).flagged(AFTER).finding();
        assertThat(finding.decision()).isEqualTo(Decision.LEAVE);
        assertThat(finding.message(false))
                .isEqualTo("web left stopped: OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE), 12 s old,"
                        + " but an operator stopped it");
    }

    /** Pid and exact start identify a run; supervisord truncates the start to seconds. */
    @Test
    void should_compare_a_flag_with_the_exact_start_within_the_same_second() {
        Run exact = new Run(71, 4711, START.plusMillis(700));
        Cases web = of("web").identity(new Identity.Proven(exact));
        assertThat(web.flagged(START.plusMillis(600)).finding().evidence()).isEqualTo(Evidence.STALE);
        assertThat(web.flagged(START.plusMillis(800)).finding().evidence()).isEqualTo(Evidence.FRESH);
    }

    @Test
    void should_count_a_flag_when_the_clock_was_set_back() {
        assertThat(of("web")
                        .startedAt(NOW.plusSeconds(3600))
                        .flagged(BEFORE)
                        .finding()
                        .decision())
                .isEqualTo(Decision.RESTART);
    }

    /** Fault 8: a restart at every tick. */
    @Test
    void should_act_on_a_flag_once_whatever_the_clock_says() {
        Finding finding = of("web")
                .startedAt(NOW.plusSeconds(3600))
                .flaggedByAnotherUser(BEFORE, 1000)
                .handled(BEFORE, NOW.minusSeconds(5))
                .finding();
        assertThat(finding.evidence()).isEqualTo(Evidence.STALE_KEPT);
        assertThat(finding.decision()).isEqualTo(Decision.NOTHING);
        assertThat(finding.reason()).contains("already acted on at 2026-11-20T11:59:55Z");
    }

    @Test
    void should_act_again_on_a_flag_that_was_touched_again() {
        assertThat(of("web")
                        .flagged(AFTER)
                        .handled(AFTER.minusSeconds(1), AFTER)
                        .finding()
                        .decision())
                .isEqualTo(Decision.RESTART);
    }

    @Test
    void should_not_restart_a_process_that_is_over_its_budget() {
        Cases web = of("web").flagged(AFTER).restartedAt(BEFORE, BEFORE);
        Finding finding = classify(TWICE, web).get(0);
        assertThat(finding.evidence()).isEqualTo(Evidence.OVER_BUDGET);
        assertThat(finding.decision()).isEqualTo(Decision.REPORT);
        assertThat(finding.reason()).endsWith("; restarted too often (--max-restarts: 2 in 10 min)");
    }

    @Test
    void should_restart_all_that_share_a_flag() {
        assertThat(classify(of("web").flagged(AFTER), of("api").running(72).flagged(AFTER)))
                .extracting(Finding::decision)
                .containsOnly(Decision.RESTART);
    }

    @Test
    void should_keep_a_shared_flag_that_is_stale_for_one_and_counts_for_another() {
        List<Finding> findings = classify(
                of("young").startedAt(NOW).flagged(AFTER),
                of("handled").handled(AFTER, NOW).flagged(AFTER),
                of("web").flagged(AFTER));
        assertThat(findings)
                .extracting(Finding::evidence)
                .containsExactly(Evidence.NOT_MEANT, Evidence.NOT_MEANT, Evidence.FRESH);
        assertThat(findings.get(0).reason()).endsWith("; kept for another process");
        assertThat(Classifier.mayDelete(flagId(AFTER), restarted(findings), findings))
                .isTrue();
    }

    private static List<Finding> restarted(List<Finding> findings) {
        return findings.stream().filter(it -> it.decision().isRestart()).toList();
    }

    @Test
    void should_keep_a_shared_flag_that_counts_for_an_unselected_process() {
        List<Finding> every =
                classify(of("web").flagged(AFTER), of("api").running(72).flagged(AFTER));
        assertThat(Classifier.mayDelete(flagId(AFTER), every.subList(0, 1), every))
                .isFalse();
    }

    /** Fault 7: one process's restart deleted the flag of another that was over its budget. */
    @Test
    void should_keep_a_shared_flag_while_one_is_over_its_budget() {
        List<Finding> findings = classify(
                TWICE,
                of("web").flagged(AFTER),
                of("api").running(72).flagged(AFTER).restartedAt(BEFORE, BEFORE));
        assertThat(findings).extracting(Finding::decision).containsExactly(Decision.RESTART, Decision.REPORT);
        assertThat(Classifier.mayDelete(flagId(AFTER), restarted(findings), findings))
                .isFalse();
    }

    @Test
    void should_keep_a_shared_flag_that_is_stale_for_one_while_another_is_over_its_budget() {
        List<Finding> findings = classify(
                TWICE,
                of("young").startedAt(NOW).flagged(AFTER),
                of("api").running(72).flagged(AFTER).restartedAt(BEFORE, BEFORE));
        assertThat(findings).extracting(Finding::decision).containsExactly(Decision.NOTHING, Decision.REPORT);
    }

    @ParameterizedTest
    @EnumSource(names = {"STOPPED", "STARTING", "BACKOFF", "STOPPING"})
    void should_keep_a_shared_flag_that_counts_for_a_process_not_restarted_now(ProcessState state) {
        List<Finding> findings = classify(
                of("web").flagged(AFTER), of("api").running(72).is(state).flagged(AFTER));
        assertThat(findings.get(0).decision()).isEqualTo(Decision.RESTART);
        assertThat(Classifier.mayDelete(flagId(AFTER), restarted(findings), findings))
                .isFalse();
    }

    @Test
    void should_not_keep_a_flag_for_a_process_that_is_never_acted_on() {
        List<Finding> findings = classify(
                of("listener").flagged(AFTER).exempt("it is an event listener: never acted on"),
                of("young").startedAt(NOW).flagged(AFTER));
        assertThat(findings).extracting(Finding::decision).containsExactly(Decision.NOTHING, Decision.DELETE);
        assertThat(findings.get(0).reason()).isEqualTo("it is an event listener: never acted on");
    }

    @Test
    void should_delete_a_shared_flag_that_holds_an_ended_pid_and_restart_nothing() {
        assertThat(classify(
                        of("web").flagged(AFTER, Names.ENDED),
                        of("api").running(72).flagged(AFTER, Names.ENDED)))
                .extracting(Finding::decision)
                .containsOnly(Decision.DELETE);
    }

    @Test
    void should_go_by_time_when_an_unshared_flag_holds_an_ended_pid() {
        assertThat(of("web").flagged(AFTER, Names.ENDED).finding().decision()).isEqualTo(Decision.RESTART);
        assertThat(of("web").flagged(BEFORE, Names.ENDED).finding().decision()).isEqualTo(Decision.DELETE);
    }

    @Test
    void should_restart_only_the_process_whose_pid_the_flag_holds() {
        List<Finding> findings = classify(
                of("web").flagged(AFTER, Names.ANOTHER), of("api").running(72).flagged(AFTER, Names.THIS));
        assertThat(findings).extracting(Finding::decision).containsExactly(Decision.NOTHING, Decision.RESTART);
        assertThat(findings.get(0).reason()).endsWith("holds the pid of another process");
        assertThat(Classifier.mayDelete(flagId(AFTER), restarted(findings), findings))
                .isTrue();
    }

    /** Fault 10: an unshared flag that holds 1. */
    @Test
    void should_go_by_time_when_the_pid_is_nobodys() {
        assertThat(of("web").flagged(AFTER, Names.NOBODY).finding().decision()).isEqualTo(Decision.RESTART);
    }

    @Test
    void should_say_why_a_file_is_refused_as_a_flag() {
        Finding refused = of("web")
                .flag(new FlagFile.Refused("/tmp/web.oome is a symbolic link"))
                .finding();
        assertThat(refused.evidence()).isEqualTo(Evidence.REFUSED);
        assertThat(refused.reason()).isEqualTo("/tmp/web.oome is a symbolic link (rule: OOME_FILE)");
        assertThat(of("web")
                        .flag(new FlagFile.Unseen("no permission"))
                        .finding()
                        .evidence())
                .isEqualTo(Evidence.UNSEEN);
    }

    @Test
    void should_say_why_a_path_is_unknown() {
        FlagSearch none = new FlagSearch(
                Optional.empty(),
                List.of(
                        new PassedOver(FlagRule.OPTION, "not given", false),
                        new PassedOver(FlagRule.CWD, "/proc/71/cwd: permission denied", true)));
        Finding finding = of("web").search(none).finding();
        assertThat(finding.decision()).isEqualTo(Decision.REPORT);
        assertThat(finding.reason()).isEqualTo("flag path unknown: cwd: /proc/71/cwd: permission denied");
        assertThat(of("web").is(ProcessState.EXITED).search(none).finding().reason())
                .startsWith("it is down, and no scan saw its environment and cwd while it ran")
                .contains("oome-monitor.files.\"web\"");
    }

    @Test
    void should_say_why_the_identity_of_a_process_is_unproven() {
        FlagSearch none = new FlagSearch(Optional.empty(), List.of());
        Finding finding = of("web")
                .search(none)
                .identity(new Identity.Unproven("another PID namespace"))
                .finding();
        assertThat(finding.decision()).isEqualTo(Decision.REPORT);
        assertThat(finding.reason()).isEqualTo("another PID namespace");
    }

    @Test
    void should_restart_an_unproven_process_for_a_flag_that_the_operator_configured() {
        Cases web = of("web").identity(new Identity.Unproven("another PID namespace"));
        assertThat(web.flagged(AFTER).finding().decision()).isEqualTo(Decision.RESTART);
        assertThat(web.flagged(BEFORE).finding().decision()).isEqualTo(Decision.DELETE);
    }

    @Test
    void should_leave_a_process_that_ended_meanwhile_to_the_next_scan() {
        Finding finding = of("web").identity(new Identity.Ended()).finding();
        assertThat(finding.decision()).isEqualTo(Decision.NOTHING);
        assertThat(finding.reason()).contains("the next scan looks again");
    }

    @Test
    void should_leave_alone_a_process_that_a_live_monitor_is_restarting() {
        Finding finding = of("web")
                .flagged(AFTER)
                .unfinished(restart(Step.STOP, ORIGIN))
                .held()
                .finding();
        assertThat(finding.evidence()).isEqualTo(Evidence.UNDER_WAY);
        assertThat(finding.decision()).isEqualTo(Decision.NOTHING);
    }

    @Test
    void should_resume_what_a_monitor_left_unfinished() {
        Finding finding = of("web")
                .is(ProcessState.STOPPED)
                .unfinished(restart(Step.STOP, ORIGIN))
                .finding();
        assertThat(finding.decision()).isEqualTo(Decision.RESUME);
        assertThat(finding.reason())
                .isEqualTo("OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE);" + " its restart is unfinished");
    }

    @Test
    void should_wait_before_it_retries_a_failed_start() {
        Cases web = of("web")
                .is(ProcessState.FATAL)
                .unfinished(restart(Step.START, ORIGIN).failed(ORIGIN).failed(ORIGIN));
        assertThat(web.waits(2).finding().decision()).isEqualTo(Decision.WAIT);
        assertThat(web.finding().reason()).endsWith("; its start failed 2 times; next attempt in 2 ticks");
        assertThat(web.waits(1).finding().reason()).endsWith("next attempt at the next tick");
        assertThat(web.waits(0).finding().decision()).isEqualTo(Decision.RESUME);
        assertThat(web.finding().reason()).endsWith("is unfinished: its start failed 2 times");
    }

    @Test
    void should_tell_a_reused_pid_from_the_run_that_a_restart_began_with() {
        Case same = of("web").unfinished(restart(Step.CLAIMED, ORIGIN)).build();
        Case later =
                of("web").ticks(9999).unfinished(restart(Step.CLAIMED, ORIGIN)).build();
        assertThat(MoveTable.next(same.unfinished().orElseThrow(), same.seen().process()))
                .isEqualTo(Move.STOP);
        assertThat(MoveTable.next(later.unfinished().orElseThrow(), later.seen().process()))
                .isEqualTo(Move.SUPERSEDED);
    }

    @Test
    void should_go_by_the_pid_when_the_start_of_a_run_is_unknown() {
        Origin untold = new Origin(71, START, 0);
        Case same = of("web").unfinished(restart(Step.CLAIMED, untold)).build();
        assertThat(same.unfinished().orElseThrow().origin()).isEqualTo(untold);
        Case unproven = of("web")
                .identity(new Identity.Unproven("hidepid"))
                .unfinished(restart(Step.CLAIMED, ORIGIN))
                .build();
        assertThat(unproven.unfinished().orElseThrow().origin()).isEqualTo(ORIGIN);
    }

    /** Fault 12: the old JVM keeps the port. */
    @Test
    void should_report_survivors_of_a_stop_until_they_end() {
        Finding finding = of("web").survivedBy(80, 81).finding();
        assertThat(finding.decision()).isEqualTo(Decision.REPORT);
        assertThat(finding.reason())
                .isEqualTo("pid 80, 81 of its previous run are still alive: set stopasgroup=true and killasgroup=true"
                        + " in its section of supervisord.conf, and kill them by hand");
    }

    @Test
    void should_restart_for_a_new_flag_despite_survivors_of_the_last_stop() {
        assertThat(of("web").survivedBy(80).flagged(AFTER).finding().decision()).isEqualTo(Decision.RESTART);
    }

    @Test
    void should_return_a_finding_for_each_case_in_order() {
        assertThat(classify(of("c"), of("a").flagged(AFTER), of("b").held()))
                .extracting(it -> it.namespec().name())
                .containsExactly("c", "a", "b");
    }

    private static Verdict verdict(Verdict.Kind kind) {
        return new Verdict(kind, "", Optional.empty(), List.of());
    }

    private static Cases guessed(String name) {
        Path cwd = Path.of("/srv/work/oome");
        return of(name).search(new FlagSearch(
                Optional.of(new FlagPath(cwd, FlagRule.CWD, cwd)),
                List.of(new PassedOver(FlagRule.OOME_FILE, "/proc/71/environ: permission denied", true))));
    }

    @Test
    void should_report_that_the_flag_path_is_a_guess() {
        Finding finding = guessed("web").judged(verdict(Verdict.Kind.UNKNOWN)).finding();
        assertThat(finding.decision()).isEqualTo(Decision.REPORT);
        assertThat(finding.reason())
                .isEqualTo("no flag /srv/work/oome (rule: cwd), but that path is a guess (OOME_FILE: /proc/71/environ:"
                        + " permission denied); set oome-monitor.files.\"web\" to its flag's path");
        assertThat(guessed("web").finding().decision()).isEqualTo(Decision.REPORT);
    }

    @Test
    void should_not_report_a_guess_for_a_process_without_a_jvm() {
        Finding finding = guessed("nginx").judged(verdict(Verdict.Kind.NO_JVM)).finding();
        assertThat(finding.decision()).isEqualTo(Decision.NOTHING);
    }

    @Test
    void should_act_on_a_flag_at_a_guessed_path() {
        assertThat(guessed("web").flagged(AFTER).finding().decision()).isEqualTo(Decision.RESTART);
    }

    private static final Jvm EXITING = new Jvm(
            71,
            new JvmOptions(List.of(), JvmOptions.AtError.EXITS, new HeapDump(false, "", false), List.of()),
            new Effect.Nothing());

    @Test
    void should_note_once_that_a_jvm_ended_by_itself() {
        Finding finding = of("web").flagged(BEFORE).jvm(EXITING).finding();
        assertThat(finding.decision()).isEqualTo(Decision.NOTE);
        assertThat(finding.reason()).startsWith("it ran out of memory and ended by itself, and supervisord started it");
        assertThat(of("web")
                        .flagged(BEFORE)
                        .jvm(EXITING)
                        .handled(BEFORE, NOW)
                        .finding()
                        .decision())
                .isEqualTo(Decision.DELETE);
    }

    @Test
    void should_restart_a_jvm_that_should_have_exited_but_lives() {
        assertThat(of("web").flagged(AFTER).jvm(EXITING).finding().decision()).isEqualTo(Decision.RESTART);
    }

    @Test
    void should_not_note_an_end_when_several_share_the_flag() {
        assertThat(classify(
                        of("web").flagged(BEFORE).jvm(EXITING),
                        of("api").running(72).flagged(BEFORE)))
                .extracting(Finding::decision)
                .doesNotContain(Decision.NOTE);
    }

    @Test
    void should_act_on_the_flag_of_any_jvm_and_name_it() {
        Jvm second = new Jvm(98, EXITING.options(), EXITING.effect());
        Finding finding =
                of("web").flagged(AFTER).jvm(second).afterAnUnflaggedPlace().finding();
        assertThat(finding.decision()).isEqualTo(Decision.RESTART);
        assertThat(finding.reason()).contains(" of JVM 98, ");
    }

    /** {@code while :; do java …; done}: the living JVM started 50 s after the shell. */
    @Test
    void should_not_restart_for_the_flag_of_a_jvm_that_its_wrapper_replaced() {
        Finding finding =
                of("web").flagged(AFTER).startedLater(Duration.ofSeconds(50)).finding();
        assertThat(finding.decision()).isEqualTo(Decision.DELETE);
        assertThat(finding.reason()).endsWith(": its wrapper started another JVM");
        assertThat(of("web")
                        .flagged(AFTER)
                        .startedLater(Duration.ofSeconds(47))
                        .finding()
                        .decision())
                .isEqualTo(Decision.RESTART);
    }

    @Test
    void should_note_that_a_jvm_ended_by_itself_and_its_wrapper_started_another() {
        Finding finding = of("web")
                .flagged(AFTER)
                .jvm(EXITING)
                .startedLater(Duration.ofSeconds(50))
                .finding();
        assertThat(finding.decision()).isEqualTo(Decision.NOTE);
        assertThat(finding.reason())
                .startsWith("it ran out of memory and ended by itself, and its wrapper started another JVM: flag ");
    }

    /** A root-owned sshd in a container without SYS_PTRACE. */
    @Test
    void should_not_report_an_unknown_path_for_a_process_without_a_jvm() {
        Finding finding = of("sshd")
                .search(new FlagSearch(Optional.empty(), List.of()))
                .judged(Verdict.noJvm())
                .finding();
        assertThat(finding.decision()).isEqualTo(Decision.NOTHING);
        assertThat(finding.evidence()).isEqualTo(Evidence.NONE);
        assertThat(finding.reason()).startsWith("not a JVM; flag path unknown");
    }
}
