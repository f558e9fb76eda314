package io.oome.restart;

import static io.oome.restart.Cases.AFTER;
import static io.oome.restart.Cases.BEFORE;
import static io.oome.restart.Cases.NOW;
import static io.oome.restart.Cases.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.oome.LoggedLines;
import io.oome.jvm.Verdict;
import io.oome.scan.FlagFile;
import io.oome.scan.FlagSearch;
import io.oome.supervisor.ProcessState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One line for each change; not one at every tick. */
class AnnouncerTest {

    private static final Budget ONCE = new Budget(1, Duration.ofMinutes(10));
    private static final FlagFile LINK = new FlagFile.Refused("/tmp/web.oome is a symbolic link");

    @RegisterExtension
    final LoggedLines logged = new LoggedLines(Announcer.class);

    private final Announcer announcer = new Announcer();

    private void announce(Finding... findings) {
        announcer.announce(List.of(findings), false);
    }

    @Test
    void should_log_an_unchanged_finding_once() {
        announce(of("web").flag(LINK).finding());
        announce(of("web").flag(LINK).finding());
        assertThat(logged.lines()).containsExactly("WARN web: /tmp/web.oome is a symbolic link (rule: OOME_FILE)");
    }

    @Test
    void should_log_it_again_for_another_run_and_after_it_was_over() {
        announce(of("web").flag(LINK).finding());
        announce(of("web").running(98).flag(LINK).finding());
        announce(of("web").running(98).finding());
        announce(of("web").running(98).flag(LINK).finding());
        announce();
        announce(of("web").running(98).flag(LINK).finding());
        assertThat(logged.lines()).hasSize(4);
    }

    @Test
    void should_be_silent_when_all_is_well() {
        announce(
                of("web").finding(), of("api").exempt("it is an event listener").finding());
        assertThat(logged.lines()).isEmpty();
    }

    @Test
    void should_warn_at_every_tick_that_a_process_was_restarted_too_often() {
        for (int scan = 0; scan < 3; scan++) {
            announce(Cases.classify(ONCE, of("web").flagged(AFTER).restartedAt(BEFORE))
                    .get(0));
        }
        assertThat(logged.lines()).hasSize(3).allMatch(it -> it.startsWith("WARN web: OutOfMemoryError flag"));
    }

    /** Anyone who touches the flag could fill the log. */
    @Test
    void should_not_repeat_the_warning_at_scans_that_flags_trigger() {
        for (int scan = 0; scan < 3; scan++) {
            List<Finding> findings =
                    Cases.classify(ONCE, of("web").flagged(AFTER).restartedAt(BEFORE));
            announcer.announce(new ScanResult(findings, List.of(), Optional.empty()), Occasion.FLAG, false);
        }
        assertThat(logged.lines()).hasSize(1);
    }

    @Test
    void should_log_once_that_it_leaves_a_process_stopped_even_if_it_is_over_budget() {
        for (int scan = 0; scan < 3; scan++) {
            announce(Cases.classify(
                            ONCE,
                            of("web").is(ProcessState.STOPPED).flagged(AFTER).restartedAt(BEFORE))
                    .get(0));
        }
        assertThat(logged.lines()).singleElement().satisfies(it -> assertThat(it)
                .startsWith("INFO web left stopped"));
    }

    /** Fault 4: no log line. */
    @Test
    void should_log_that_a_process_ended_whose_flag_path_is_unknown() {
        FlagSearch none = new FlagSearch(Optional.empty(), List.of());
        announce(of("web").is(ProcessState.EXITED).search(none).finding());
        announce(of("api").is(ProcessState.STOPPED).search(none).finding());
        assertThat(logged.lines()).singleElement().satisfies(it -> assertThat(it)
                .startsWith("INFO web: it is down, and no scan saw its environment and cwd"));
    }

    @Test
    void should_log_what_would_be_done_only_in_a_dry_run() {
        Finding finding = of("web").flagged(AFTER).finding();
        announce(finding);
        assertThat(logged.lines()).isEmpty();
        new Announcer().announce(List.of(finding), true);
        assertThat(logged.lines())
                .containsExactly("INFO web would be restarted: OutOfMemoryError flag /tmp/web.oome (rule: OOME_FILE),"
                        + " 12 s old; pid 71");
    }

    @Test
    void should_log_that_it_deleted_a_stale_flag() {
        announce(of("web").startedAt(NOW).flagged(AFTER).finding());
        assertThat(logged.lines()).singleElement().satisfies(it -> assertThat(it)
                .startsWith("INFO web: stale flag")
                .endsWith("; deleted"));
    }

    /** The text contains the pid. */
    @Test
    void should_warn_once_for_all_runs_that_an_error_would_go_unnoticed() {
        announce(of("web").judged(verdict(Verdict.Kind.UNARMED, 71)).finding());
        announce(of("web").judged(verdict(Verdict.Kind.UNARMED, 98)).finding());
        announce(of("web").judged(verdict(Verdict.Kind.ARMED, 99)).finding());
        assertThat(logged.lines()).containsExactly("WARN web, if it runs out of memory: unarmed: JVM 71: why");
        announce(of("web").judged(verdict(Verdict.Kind.MISMATCH, 100)).finding());
        assertThat(logged.lines()).hasSize(2);
    }

    @Test
    void should_warn_again_that_an_error_would_go_unnoticed_after_a_fix() {
        announce(of("web").judged(verdict(Verdict.Kind.UNWRITABLE, 71)).finding());
        announce(of("web").judged(verdict(Verdict.Kind.NO_JVM, 71)).finding());
        announce(of("web").judged(verdict(Verdict.Kind.UNWRITABLE, 71)).finding());
        assertThat(logged.lines()).hasSize(1);
        announce(of("web").judged(verdict(Verdict.Kind.ARMED, 71)).finding());
        announce(of("web").judged(verdict(Verdict.Kind.UNWRITABLE, 71)).finding());
        assertThat(logged.lines()).hasSize(2);
    }

    private static Verdict verdict(Verdict.Kind kind, int pid) {
        return new Verdict(kind, "JVM " + pid + ": why", Optional.empty(), List.of());
    }
}
