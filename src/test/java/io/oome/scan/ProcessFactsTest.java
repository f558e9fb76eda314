package io.oome.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.ProcessStatus;
import io.oome.proc.Reading;
import io.oome.proc.Reading.Denied;
import io.oome.proc.Reading.Known;
import io.oome.proc.Run;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessFactsTest {

    private static ProcessFacts facts(Reading<MountView> view, Integer... uids) {
        return new ProcessFacts(
                new Run(71, 4711, Instant.EPOCH),
                new Known<>(new ProcessStatus(List.of(uids), List.of(71), 0)),
                new Known<>(new Environ(Map.of("OOME_FILE", "/tmp/web.oome"))),
                new Known<>(new Cwd(Path.of("/srv"), false)),
                view,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void should_stay_the_same_if_the_process_used_our_file_system() {
        ProcessFacts facts = facts(new Known<>(MountView.OURS), 0, 0, 0, 0);
        assertThat(facts.afterItsEnd(() -> {
                    throw new AssertionError("asked needlessly");
                }))
                .isSameAs(facts);
    }

    @Test
    void should_go_through_supervisord_once_the_processs_root_is_gone() {
        Reading<MountView> supervisords = new Known<>(MountView.OURS);
        ProcessFacts kept = facts(new Denied<>("/proc/71/root"), 0, 0, 0, 0).afterItsEnd(() -> supervisords);
        assertThat(kept.mountView()).isSameAs(supervisords);
        assertThat(kept.environ().known().orElseThrow().get("OOME_FILE")).contains("/tmp/web.oome");
    }

    @Test
    void should_name_a_user_only_if_all_four_uids_are_equal() {
        Reading<MountView> ours = new Known<>(MountView.OURS);
        assertThat(facts(ours, 1234, 1234, 1234, 1234).uid()).hasValue(1234);
        assertThat(facts(ours, 1234, 0, 0, 0).uid()).isEmpty();
        assertThat(facts(ours, 1234, 1234, 0, 1234).uid()).isEmpty();
    }
}
