package io.oome.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.journal.Entry.Past;
import io.oome.journal.Restart.Cause;
import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.scan.FlagId;
import io.oome.scan.FlagRule;
import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An entry, its restart, and the restart's origin. */
class EntryTest {

    private static final Instant START = Instant.ofEpochSecond(1000);
    private static final Origin FOUND = new Origin(0, START.plusSeconds(5), 0);
    private static final Entry EMPTY = Entry.empty(Namespec.parse("web"));

    private static FlagId flag(int number) {
        return new FlagId(1, number, START);
    }

    private static Restart restart(FlagId flag) {
        return Restart.claimed(new Cause(flag, "/f", FlagRule.OPTION), new Origin(71, START, 4711));
    }

    private static Past past(FlagId flag) {
        return new Past(START, flag, 71, 98, "restarted", true);
    }

    @Test
    void should_count_a_flag_as_handled_from_the_beginning_of_its_restart() {
        Entry begun = EMPTY.begin(restart(flag(1)));
        assertThat(begun.hasHandled(flag(1))).isTrue();
        assertThat(begun.end(past(flag(1)), List.of()).hasHandled(flag(1))).isTrue();
        assertThat(begun.hasHandled(new FlagId(1, 1, START.plusNanos(1)))).isFalse();
    }

    @Test
    void should_remember_the_last_16_flags() {
        Entry entry = EMPTY;
        for (int i = 1; i <= 20; i++) {
            entry = entry.begin(restart(flag(i))).end(past(flag(i)), List.of());
        }
        assertThat(entry.handled()).hasSize(16);
        assertThat(entry.hasHandled(flag(4))).isFalse();
        assertThat(entry.hasHandled(flag(5))).isTrue();
        assertThat(entry.hasHandled(flag(20))).isTrue();
    }

    @Test
    void should_forget_survivors_when_another_restart_begins() {
        Entry survived = EMPTY.begin(restart(flag(1))).end(past(flag(1)), List.of(new Restart.Member(80, 1)));
        assertThat(survived.survivors()).hasSize(1);
        assertThat(survived.begin(restart(flag(2))).survivors()).isEmpty();
    }

    /** After a refused start, the next request is a start; without any request, a later stop is not the monitor's. */
    @ParameterizedTest
    @CsvSource({"CLAIMED, CLAIMED", "STOP, START", "START, START", "FAILED, START"})
    void should_repeat_a_refused_start(Step step, Step after) {
        Restart refused = restart(flag(1)).at(step).refused(FOUND);
        assertThat(refused.step()).isEqualTo(after);
        assertThat(refused.origin()).isEqualTo(FOUND);
        assertThat(refused.failures()).isEqualTo(1);
    }

    @Test
    void should_begin_again_after_a_failed_start() {
        Restart failed = restart(flag(1)).at(Step.START).failed(FOUND);
        assertThat(failed.step()).isEqualTo(Step.FAILED);
        assertThat(failed.origin()).isEqualTo(FOUND);
        assertThat(failed.failed(FOUND).failures()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        // origin's pid, now's pid, now's start, over
        "71, 71, 1000, false",
        "71, 98, 1000, true",
        "71, 98, 1001, true",
        "71, 0, 1000, false",
        "71, 0, 1001, true",
        "0, 0, 1000, false",
        "0, 98, 1000, true",
        "0, 0, 1001, true",
        // supervisord itself was restarted, and has never started the process
        "71, 0, 0, false",
    })
    void should_distinguish_the_original_run_from_a_later_one(int originPid, int pid, long start, boolean over) {
        ProcessState state = pid == 0 ? ProcessState.STOPPED : ProcessState.RUNNING;
        ProcessInfo now =
                new ProcessInfo(Namespec.parse("web"), state, pid, Instant.ofEpochSecond(start), Instant.EPOCH, 0, "");
        assertThat(new Origin(originPid, START, 0).isOver(now)).isEqualTo(over);
    }
}
