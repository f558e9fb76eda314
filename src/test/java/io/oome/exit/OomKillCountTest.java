package io.oome.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.MemoryCgroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomKillCountTest {

    @TempDir
    Path folder;

    @Test
    void should_report_each_rise_once() throws IOException {
        Path events = Files.writeString(folder.resolve("memory.events"), "oom 1\noom_kill 4\n");
        OomKillCount count = new OomKillCount(new MemoryCgroup(Optional.of(events)));
        assertThat(count.sinceLastEvent()).startsWith("none ");

        Files.writeString(events, "oom 2\noom_kill 6\n");
        assertThat(count.sinceLastEvent()).startsWith("2 in this cgroup since the last event");
        assertThat(count.sinceLastEvent()).startsWith("none ");
    }

    @Test
    void should_admit_an_unknown_count() throws IOException {
        assertThat(new OomKillCount(new MemoryCgroup(Optional.empty())).sinceLastEvent())
                .startsWith("unknown");
        Path events = Files.writeString(folder.resolve("memory.events"), "oom_kill 4\n");
        OomKillCount count = new OomKillCount(new MemoryCgroup(Optional.of(events)));
        Files.delete(events);
        assertThat(count.sinceLastEvent()).startsWith("unknown");
    }
}
