package io.oome.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oome.journal.Entry.Past;
import io.oome.journal.Restart.Cause;
import io.oome.journal.Restart.Origin;
import io.oome.journal.Restart.Step;
import io.oome.scan.FlagId;
import io.oome.scan.FlagRule;
import io.oome.supervisor.Namespec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTextTest {

    private static final FlagId FLAG = new FlagId(2049, 131842, Instant.parse("2026-11-21T12:00:00.004Z"));
    private static final FlagId OLDER = new FlagId(-1, Long.MAX_VALUE, Instant.ofEpochSecond(0, 999_999_999));
    private static final Origin ORIGIN = new Origin(71, Instant.ofEpochSecond(1732190000), 1234567);

    private static Restart restart(String path) {
        return new Restart(
                new Cause(FLAG, path, FlagRule.OOME_FILE),
                ORIGIN,
                Step.STOP,
                3,
                List.of(new Restart.Member(72, 1234570), new Restart.Member(73, 0)));
    }

    private static Entry entry(String name, Restart restart) {
        return new Entry(
                Namespec.parse(name),
                Optional.of(restart),
                List.of(OLDER, FLAG),
                List.of(
                        new Past(Instant.EPOCH, OLDER, 0, 0, "overruled", false),
                        new Past(Instant.ofEpochSecond(1732190013), FLAG, 71, 98, "restarted", true)),
                List.of(new Restart.Member(80, 42)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tmp/web.oome",
                "/srv/a b/+&=;c%2F%%",
                "/tmp/x\nend\npast 1 2 3 restarted true 1:2:3.4",
                "/tmp/\r\t\u001b[31m\u0000\u2028",
                "/srv/日本語/𝒳/é",
                "/srv/\uFFFD",
                " ",
            })
    void should_read_everything_written(String text) {
        Entry entry = entry(text + ":" + text, restart(text));
        assertThat(EntryText.parse(EntryText.write(entry))).isEqualTo(entry);
        assertThat(EntryText.write(entry).lines()).hasSize(11);
    }

    @ParameterizedTest
    @EnumSource
    void should_keep_every_step(Step step) {
        Entry entry = entry("web", restart("/f").at(step));
        assertThat(EntryText.parse(EntryText.write(entry))).isEqualTo(entry);
    }

    @ParameterizedTest
    @EnumSource
    void should_keep_every_rule(FlagRule rule) {
        Entry entry = entry("web", Restart.claimed(new Cause(FLAG, "/f", rule), ORIGIN));
        assertThat(EntryText.parse(EntryText.write(entry))).isEqualTo(entry);
    }

    @Test
    void should_read_an_empty_entry() {
        Entry empty = Entry.empty(new Namespec("workers", "web"));
        assertThat(EntryText.parse(EntryText.write(empty))).isEqualTo(empty);
    }

    /** A monitor killed while it writes leaves no file, but a disk can be full. */
    @Test
    void should_refuse_a_truncated_entry() {
        String whole = EntryText.write(entry("web", restart("/tmp/web.oome")));
        for (int end = 0; end < whole.length() - 1; end++) {
            String cut = whole.substring(0, end);
            assertThatThrownBy(() -> EntryText.parse(cut)).as(cut).isInstanceOf(RuntimeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n\n",
                "end",
                "oome_monitor 1\nend",
                "oome_monitor 2\nprocess web:web\nend",
                "oome_monitor 1\nhandled 1:2:3.4\nend",
                "oome_monitor 1\nprocess web:web\nnews of a later version\nend",
                "oome_monitor 1\nprocess web:web\nhandled 1:2\nend",
                "oome_monitor 1\nprocess web:web\nhandled a:b:c.d\nend",
                "oome_monitor 1\nprocess web:web\npast 1 2\nend",
                "oome_monitor 1\nprocess web:web\nsurvivor\nend",
                "oome_monitor 1\nprocess web:web\nrestart RUN 0 71 1 1 1:2:3.4 OOME_FILE f\nend",
                "oome_monitor 1\nprocess web:web\nrestart STOP 0 71 1 1 1:2:3.4 RUMOUR f\nend",
                "oome_monitor 1\nprocess %zz\nend",
                "\0\1\2\3",
            })
    void should_refuse_anything_but_an_entry(String text) {
        assertThatThrownBy(() -> EntryText.parse(text)).isInstanceOf(RuntimeException.class);
    }

    /** The largest entry that a process can cause: 100 restarts for a path of 4 kB. */
    @Test
    void should_stay_small_however_long_the_path() {
        Entry entry = Entry.empty(Namespec.parse("web"));
        String path = "/日".repeat(1024);
        for (int i = 0; i < 200; i++) {
            FlagId flag = new FlagId(i, i, Instant.ofEpochSecond(i));
            entry = entry.begin(Restart.claimed(new Cause(flag, path, FlagRule.OOME_FILE), ORIGIN))
                    .end(new Past(Instant.ofEpochSecond(i), flag, 71, 98, "restarted", true), List.of());
        }
        entry = entry.begin(restart(path));
        assertThat(entry.history()).hasSize(Entry.MOST_HISTORY);
        assertThat(EntryText.write(entry)).hasSizeLessThan(64 * 1024);
        assertThat(EntryText.parse(EntryText.write(entry))).isEqualTo(entry);
    }
}
