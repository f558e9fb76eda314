package io.oome.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.MemoryCgroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomKillCountTest {

    private static final int BESIDE_US = 71;

    @TempDir
    Path folder;

    private Path events;
    private Instant now = Instant.parse("2026-11-21T23:10:04.567Z");

    @BeforeEach
    void kills4() throws IOException {
        events = Files.writeString(folder.resolve("memory.events"), "oom 1\noom_kill 4\n");
    }

    private OomKillCount count() {
        return new OomKillCount(new MemoryCgroup(Optional.of(events)), pid -> pid == BESIDE_US, () -> now);
    }

    private void counts(int kills) throws IOException {
        Files.writeString(events, "oom 2\noom_kill " + kills + "\n");
        now = now.plusSeconds(60);
    }

    @Test
    void should_report_to_an_exit_each_rise_once() throws IOException {
        OomKillCount count = count();
        assertThat(count.sinceLastEvent()).startsWith("the memory cgroup counted 0 OOM kills since ");

        counts(6);
        assertThat(count.sinceLastEvent())
                .isEqualTo("the memory cgroup counted 2 OOM kills since 2026-11-21T23:10:04Z");
        assertThat(count.sinceLastEvent())
                .isEqualTo("the memory cgroup counted 0 OOM kills since 2026-11-21T23:11:04Z");
    }

    @Test
    void should_admit_an_unknown_count_to_an_exit() throws IOException {
        OomKillCount count = count();
        Files.delete(events);
        assertThat(count.sinceLastEvent()).startsWith("unknown");
        assertThat(count.sinceLastEvent()).startsWith("unknown");
    }

    @Test
    void should_tell_a_restart_what_has_come_since_the_tick_before() throws IOException {
        OomKillCount count = count();
        count.look(Optional.of(BESIDE_US));
        assertThat(count.ofLate()).isEmpty();

        counts(5);
        assertThat(count.ofLate()).hasValue("the memory cgroup counted 1 OOM kill since 2026-11-21T23:10:04Z");
        count.look(Optional.empty());
        assertThat(count.ofLate()).isPresent();
        count.look(Optional.empty());
        assertThat(count.ofLate()).isEmpty();
        assertThat(count.total()).hasValue(5);
    }

    @Test
    void should_say_nothing_to_a_restart_where_the_count_cannot_be_read() throws IOException {
        OomKillCount count = count();
        count.look(Optional.of(BESIDE_US));
        Files.delete(events);
        assertThat(count.ofLate()).isEmpty();
        assertThat(count.total()).isEmpty();
    }

    @Test
    void should_say_nothing_of_a_cgroup_that_the_processes_are_not_in() throws IOException {
        OomKillCount sidecar = count();
        sidecar.look(Optional.of(98));
        counts(9);
        assertThat(sidecar.ofLate()).isEmpty();
        assertThat(sidecar.total()).isEmpty();
    }
}
