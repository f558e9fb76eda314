package io.oome.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the output goes to, in a shell. */
@Timeout(60)
class OutputIT {

    @TempDir
    Path folder;

    private Launcher.Result sh(String script) {
        return Launcher.runCommand(
                ByHand.SOON,
                Map.of("MONITOR", Launcher.program("oome_monitor").toString()),
                folder,
                List.of("bash", "-c", script));
    }

    @Test
    void should_say_nothing_of_a_reader_that_has_seen_enough() {
        Launcher.Result result = sh("exec 3> >(exec true); wait $!; \"$MONITOR\" --help >&3; echo \"exit $?\" >&2");
        assertThat(result.err()).isEqualTo("exit 0\n");
    }

    @Test
    void should_say_that_its_output_is_lost() {
        String lost = "oome_monitor: the output could not be written: is the disk full, or stdout closed?\n";
        for (String where : List.of(">/dev/full", ">&-")) {
            assertThat(sh("\"$MONITOR\" --help " + where)).isEqualTo(new Launcher.Result(1, "", lost));
        }
    }
}
