package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.supervisor.Namespec;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClaimsTest {

    private static final Namespec WEB = Namespec.parse("web");

    /** It may hold the lock, and look at the flag a moment later: if that were gone by then, nobody would restart. */
    @Test
    void should_not_delete_the_flag_of_what_another_monitor_is_about_to_restart() throws Exception {
        try (Stage stage = new Stage()) {
            stage.running("web", Duration.ofSeconds(1));
            stage.scan();
            stage.outOfMemory("web");
            assertThat(stage.journalOfAnother().lock(WEB)).isTrue();
            stage.scan();
            assertThat(stage.reports).extracting(it -> it.outcome().word()).containsExactly("left-to-another");
            assertThat(stage.flag("web")).exists();

            stage.journalOfAnother().unlock(WEB);
            stage.scan();
            assertThat(stage.reports)
                    .extracting(it -> it.outcome().word())
                    .containsExactly("left-to-another", "restarted");
            assertThat(stage.flag("web")).doesNotExist();
        }
    }
}
