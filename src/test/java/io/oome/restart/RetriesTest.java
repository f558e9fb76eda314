package io.oome.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.supervisor.Namespec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final Namespec WEB = Namespec.parse("web");

    private final Retries retries = new Retries();

    @Test
    void should_try_again_after_1_2_4_and_so_on_scans() {
        List<Integer> attempts = new ArrayList<>();
        for (int scan = 0; scan <= 300; scan++) {
            if (retries.scansToWait(WEB) == 0) {
                attempts.add(scan);
                retries.failed(WEB);
            }
        }
        assertThat(attempts).containsExactly(0, 1, 3, 7, 15, 31, 63, 127, 191, 255);
    }

    @Test
    void should_begin_anew_when_it_has_ended_well() {
        retries.failed(WEB);
        retries.failed(WEB);
        assertThat(retries.attempts(WEB)).isEqualTo(2);
        retries.ended(WEB);
        assertThat(retries.attempts(WEB)).isZero();
        assertThat(retries.scansToWait(WEB)).isZero();
    }
}
