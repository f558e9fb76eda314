package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.supervisor.Namespec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Namespec WEB = Namespec.parse("web");

    private final Backoff backoff = new Backoff();

    private int next(Namespec process) {
        backoff.nextScan();
        return backoff.scansToWait(process);
    }

    @Test
    void should_retry_after_1_2_4_and_more_scans_up_to_64() {
        List<Integer> attempts = new ArrayList<>();
        for (int scan = 0; scan <= 300; scan++) {
            if (next(WEB) == 0) {
                attempts.add(scan);
                backoff.failed(WEB, attempts.size());
            }
        }
        assertThat(attempts).containsExactly(0, 1, 3, 7, 15, 31, 63, 127, 191, 255);
    }

    @Test
    void should_wait_64_scans_however_often_a_start_has_failed() {
        backoff.failed(WEB, 1_000_000);
        assertThat(next(WEB)).isEqualTo(63);
    }

    @Test
    void should_count_down_the_scans() {
        backoff.failed(WEB, 3);
        assertThat(List.of(next(WEB), next(WEB), next(WEB), next(WEB))).containsExactly(3, 2, 1, 0);
    }

    @Test
    void should_retry_at_once_what_an_earlier_monitor_tried() {
        assertThat(next(WEB)).isZero();
    }

    @Test
    void should_start_over_after_a_success() {
        backoff.failed(WEB, 5);
        backoff.ended(WEB);
        assertThat(next(WEB)).isZero();
    }

    @Test
    void should_count_for_each_process_separately() {
        backoff.failed(WEB, 5);
        assertThat(next(Namespec.parse("api"))).isZero();
        assertThat(backoff.scansToWait(WEB)).isEqualTo(15);
    }
}
