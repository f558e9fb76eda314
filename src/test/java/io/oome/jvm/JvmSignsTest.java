package io.oome.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmSignsTest {

    @ParameterizedTest
    @CsvSource({
        // first word, exe, a JVM
        "java,,                                  true",
        "/usr/bin/java,,                         true",
        "/usr/bin/jsvc,,                         true",
        "tomcat, /usr/lib/jvm/17/bin/java,       true",
        "java,   /usr/lib/jvm/17/bin/java (deleted), true",
        "/bin/sh,,                               false",
        "java,   /usr/bin/dash,                  false",
        "javac,,                                 false",
        "java.sh,,                               false",
        "'',,                                    false",
    })
    void should_recognize_a_jvm_by_its_program(String word, String exe, boolean isLauncher) {
        assertThat(JvmSigns.isLauncher(
                        List.of(word, "Main"), Optional.ofNullable(exe).map(Path::of)))
                .isEqualTo(isLauncher);
    }

    @Test
    void should_not_take_a_zombie_for_a_jvm() {
        assertThat(JvmSigns.isLauncher(List.of(), Optional.empty())).isFalse();
    }
}
