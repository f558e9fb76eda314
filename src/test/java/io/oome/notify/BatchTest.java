package io.oome.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final long NOW = 1_000_000;

    @Test
    void should_be_due_a_while_after_its_first_message() {
        Batch batch = new Batch(message(1), NOW + TimeUnit.SECONDS.toNanos(10));
        batch.add(message(2));
        assertThat(batch.dueIn(NOW)).isEqualTo(TimeUnit.SECONDS.toNanos(10));
        assertThat(batch.dueIn(NOW + TimeUnit.SECONDS.toNanos(10) - 1)).isEqualTo(1);
        assertThat(batch.dueIn(NOW + TimeUnit.SECONDS.toNanos(10))).isZero();
    }

    @Test
    void should_leave_a_single_message_unchanged() {
        assertThat(new Batch(message(1), NOW).asOne()).isEqualTo(message(1));
    }

    @Test
    void should_join_many_messages_into_one_mail() {
        Batch batch = new Batch(message(1), NOW);
        batch.add(message(2));
        batch.add(message(3));
        batch.add(message(4));
        assertThat(batch.asOne().subject()).isEqualTo("4 messages: s1; s2; s3; and 1 more");
        assertThat(batch.asOne().body()).containsSubsequence("s1", "b1", "s2", "b2", "s3", "b3", "s4", "b4");
    }

    @Test
    void should_only_count_messages_beyond_the_limit() {
        Batch batch = new Batch(message(1), NOW);
        for (int i = 2; i <= Batch.MOST + 7; i++) {
            batch.add(message(i));
        }
        assertThat(batch.asOne().subject()).startsWith("57 messages: ").endsWith("and 54 more");
        assertThat(batch.asOne().body()).contains("b50", "and 7 more, omitted").doesNotContain("b51");
    }

    @Test
    void should_not_let_a_process_name_write_headers() {
        assertThat(new Message("web\r\nBcc: x@example.org", "").subject()).isEqualTo("web\\x0d\\x0aBcc: x@example.org");
    }

    private static Message message(int i) {
        return new Message("s" + i, "b" + i);
    }
}
