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
    void should_be_as_the_table_has_them_but_for_those_that_a_terminal_would_obey() {
        List<ProcessInfo> processes = Stream.of(
                        process("web", "web"), process("workers", "w1"), process("x", "we\033[31mb"))
                .toList();
        assertThat(new ProcessNames(() -> processes).get()).containsExactly("web", "workers:w1");
    }

    @Test
    void should_be_none_if_supervisord_can_not_be_asked() {
        assertThat(new ProcessNames(() -> {
                            throw new IllegalStateException("gone");
                        })
                        .get())
                .isEmpty();
    }

    @Test
    void should_not_be_waited_for() {
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
