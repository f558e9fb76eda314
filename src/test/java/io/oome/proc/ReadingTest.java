package io.oome.proc;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.proc.Reading.Denied;
import io.oome.proc.Reading.Failed;
import io.oome.proc.Reading.Known;
import io.oome.proc.Reading.Vanished;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReadingTest {

    private static final String NAME = "/proc/7/environ";
    private static final Path FILE = Path.of(NAME);

    static Stream<Arguments> failures() {
        Reading<String> denied = new Denied<>(NAME);
        Reading<String> vanished = new Vanished<>(NAME);
        return Stream.of(
                Arguments.of(new NoSuchFileException(NAME), vanished),
                Arguments.of(new IOException("No such process"), vanished),
                Arguments.of(new FileSystemException(NAME, null, "No such process"), vanished),
                Arguments.of(new AccessDeniedException(NAME), denied),
                Arguments.of(new IOException("Operation not permitted"), denied),
                Arguments.of(new FileSystemException(NAME, null, "Operation not permitted"), denied),
                Arguments.of(new IOException("Permission denied"), denied),
                Arguments.of(
                        new FileSystemException(NAME, null, "Not a directory"), new Failed<>(NAME, "Not a directory")),
                Arguments.of(new IOException("Input/output error"), new Failed<>(NAME, "Input/output error")),
                Arguments.of(new NotLinkException(NAME), new Failed<>(NAME, NAME)),
                Arguments.of(new IOException(), new Failed<>(NAME, "null")),
                Arguments.of(
                        new NumberFormatException("For input string: \"x\""),
                        new Failed<>(NAME, "For input string: \"x\"")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void should_distinguish_the_kinds_of_failure(Exception failure, Reading<String> expected) {
        Reading<String> reading = Reading.of(FILE, file -> {
            if (failure instanceof IOException io) {
                throw io;
            }
            throw (RuntimeException) failure;
        });
        assertThat(reading).isEqualTo(expected);
        assertThat(reading.known()).isEmpty();
        assertThat(reading.map(String::length)).isEqualTo(expected);
    }

    @Test
    void should_hold_the_value_read() {
        Reading<String> reading = Reading.of(FILE, Path::toString);
        assertThat(reading).isEqualTo(new Known<>(NAME));
        assertThat(reading.known()).hasValue(NAME);
        assertThat(reading.map(String::length)).isEqualTo(new Known<>(NAME.length()));
        assertThat(reading.reason()).isEmpty();
    }

    @Test
    void should_give_the_reason_for_an_operator() {
        assertThat(new Denied<>(NAME).reason())
                .isEqualTo(NAME + ": permission denied (run as the process's user and group, or grant SYS_PTRACE)");
        assertThat(new Vanished<>(NAME).reason()).isEqualTo(NAME + ": the process has ended");
        assertThat(new Failed<>(NAME, "Input/output error").reason()).isEqualTo(NAME + ": Input/output error");
    }
}
