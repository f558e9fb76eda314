package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapDumpTest {

    private static final Path CWD = Path.of("/srv");

    /** In /srv, d and d%p are folders. */
    @ParameterizedTest
    @CsvSource({
        "'',        false, /srv/java_pid7.hprof",
        "'',        true,  /srv/java_pid7.hprof.gz",
        "f,         true,  /srv/f",
        "/tmp/f,    false, /tmp/f",
        "d,         false, /srv/d/java_pid7.hprof",
        "d/,        true,  /srv/d/java_pid7.hprof.gz",
        "missing/,  false, /srv/missing",
        "f%p.%p,    false, /srv/f7.7 /srv/f%p.%p",
        "d%p,       false, /srv/d7 /srv/d%p/java_pid7.hprof",
    })
    void should_say_where_the_dump_can_be(String path, boolean isZipped, String files) {
        assertThat(new HeapDump(true, path, isZipped)
                        .files(7, CWD, it -> it.equals(Path.of("/srv/d")) || it.equals(Path.of("/srv/d%p"))))
                .isEqualTo(Arrays.stream(files.split(" ")).map(Path::of).toList());
    }

    @Test
    void should_expect_no_dump_that_was_not_requested() {
        assertThat(new HeapDump(false, "f", false).files(7, CWD, any -> false)).isEmpty();
        assertThat(new HeapDump(true, "f".repeat(5000), false).files(7, CWD, any -> false))
                .isEmpty();
    }
}
