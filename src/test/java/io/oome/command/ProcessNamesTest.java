package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessInfo;
import io.oome.supervisor.ProcessState;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ProcessNamesTest {

    private static ProcessInfo process(String group, String name) {
        return new ProcessInfo(
                new Namespec(group, name), ProcessState.RUNNING, 71, Instant.EPOCH, Instant.EPOCH, 0, "");
    }

    @Test
    void should_omit_names_with_terminal_control_characters() {
        List<ProcessInfo> processes = Stream.of(
                        process("web", "web"), process("workers", "w1"), process("x", "we\033[31mb"))
                .toList();
        assertThat(new ProcessNames(() -> processes).get()).containsExactly("web", "workers:w1");
    }

    @Test
    void should_be_empty_if_supervisord_does_not_answer() {
        assertThat(new ProcessNames(() -> {
                            throw new IllegalStateException("gone");
                        })
                        .get())
                .isEmpty();
    }

    @Test
    void should_not_wait_long() {
        CountDownLatch never = new CountDownLatch(1);
        assertThat(new ProcessNames(() -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return List.of();
                        })
                        .get())
                .isEmpty();
    }
}
