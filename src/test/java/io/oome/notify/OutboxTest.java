package io.oome.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.notify.Outbox.Delivery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutboxTest {

    /** No batch is ever due. */
    private static final LongSupplier STANDS_STILL = () -> 0;

    /** Every wait ends at once: an hour passes between two readings of the clock. */
    private final AtomicLong hours = new AtomicLong();

    private final LongSupplier races = () -> TimeUnit.HOURS.toNanos(hours.incrementAndGet());

    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final List<String> tried = Collections.synchronizedList(new ArrayList<>());

    @Test
    void should_send_waiting_messages_as_one_mail_to_each_address_on_close() {
        try (Outbox outbox = outbox(STANDS_STILL, this::take)) {
            outbox.post(new Message("one", "1"));
            outbox.post(new Message("two", "2"));
            assertThat(sent).isEmpty();
        }
        assertThat(sent).containsExactly("a@x [box] 2 messages: one; two", "b@x [box] 2 messages: one; two");
    }

    @Test
    void should_try_each_address_three_times() {
        try (Outbox outbox = outbox(races, (address, subject, body) -> {
            tried.add(address);
            if (address.equals("a@x")) {
                throw new IllegalArgumentException("550 <a@x> unknown");
            }
            take(address, subject, body);
        })) {
            outbox.post(new Message("one", "1"));
        }
        assertThat(tried).containsExactly("a@x", "a@x", "a@x", "b@x");
        assertThat(sent).containsExactly("b@x [box] one");
    }

    @Test
    void should_go_on_after_a_mail_that_failed() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(6);
        try (Outbox outbox = outbox(races, (address, subject, body) -> {
            if (failed.getCount() > 0) {
                failed.countDown();
                throw new IllegalStateException("down");
            }
            take(address, subject, body);
        })) {
            outbox.post(new Message("one", "1"));
            failed.await();
            outbox.post(new Message("two", "2"));
        }
        assertThat(sent).containsExactly("a@x [box] two", "b@x [box] two");
    }

    @Test
    void should_never_block_post_nor_close_for_more_than_5_s() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        long before = System.nanoTime();
        try (Outbox outbox = outbox(races, (address, subject, body) -> {
            begun.countDown();
            hang();
        })) {
            outbox.post(new Message("one", "1"));
            begun.await();
            outbox.post(new Message("two", "2"));
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isBetween(4_900L, 7_000L);
        assertThat(sent).isEmpty();
    }

    @Test
    void should_do_nothing_without_an_address() {
        int threads = Thread.activeCount();
        try (Outbox outbox = new Outbox(
                new MailSettings(List.of(), MailSettings.GATHER, MailSettings.RETRIES), "box", this::take, races)) {
            outbox.post(new Message("one", "1"));
            assertThat(Thread.activeCount()).isEqualTo(threads);
        }
        assertThat(sent).isEmpty();
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void take(String address, String subject, String body) {
        sent.add(address + " " + subject);
    }

    private static Outbox outbox(LongSupplier clock, Delivery delivery) {
        return new Outbox(
                new MailSettings(List.of("a@x", "b@x"), MailSettings.GATHER, MailSettings.RETRIES),
                "box",
                delivery,
                clock);
    }
}
