package io.oome.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class EventListenerTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Event> events = new ArrayList<>();

    private static String event(String name, String payload) {
        return "ver:3.0 server:supervisor serial:21 pool:oome poolserial:10 eventname:" + name + " len:"
                + payload.codePointCount(0, payload.length()) + "\n" + payload;
    }

    private void listen(String input) throws IOException {
        listen(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    private void listen(InputStream input) throws IOException {
        new EventListener(input, out).listen(() -> {}, events::add);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void should_say_ready_and_answer_every_event_with_ok() throws Exception {
        listen(event("TICK_5", "when:1201063880") + event("TICK_60", "when:1201063880"));
        assertThat(said()).isEqualTo("READY\nRESULT 2\nOKREADY\nRESULT 2\nOKREADY\n");
        assertThat(events).extracting(Event::name).containsExactly("TICK_5", "TICK_60");
        assertThat(events).allMatch(Event::isTick);
    }

    /** Counting bytes would end the first payload too early, and take its rest for the second header. */
    @Test
    void should_count_code_points_and_not_bytes() throws Exception {
        String payload = "processname:naïve groupname:漢字😀 from_state:STARTING pid:71";
        listen(event("PROCESS_STATE_RUNNING", payload) + event("TICK_5", "when:1"));
        assertThat(events).hasSize(2);
        assertThat(events.get(0).payload())
                .isEqualTo(Map.of("processname", "naïve", "groupname", "漢字😀", "from_state", "STARTING", "pid", "71"));
    }

    @Test
    void should_accept_header_tokens_in_any_order_and_skip_unknown_ones() throws Exception {
        listen("len:6 future:x nonsense eventname:TICK_5 ver:9.9\nwhen:1");
        assertThat(events).containsExactly(new Event("TICK_5", Map.of("when", "1")));
    }

    @Test
    void should_read_an_event_without_a_payload_and_one_with_several_lines() throws Exception {
        listen(event("SUPERVISOR_STATE_CHANGE_RUNNING", "") + event("PROCESS_LOG_STDERR", "pid:7\nsecret:log text"));
        assertThat(events.get(0).payload()).isEmpty();
        assertThat(events.get(1).payload()).isEqualTo(Map.of("pid", "7"));
    }

    @Test
    void should_read_past_a_payload_of_any_size_and_keep_its_first_line_of_fault_20() throws Exception {
        String lines = ("漢".repeat(500) + "\n").repeat(2000);
        listen(event("PROCESS_LOG_STDOUT", "pid:7\n" + lines) + event("TICK_5", "when:1"));
        assertThat(events).extracting(Event::payload).containsExactly(Map.of("pid", "7"), Map.of("when", "1"));
    }

    @Test
    void should_drop_a_first_line_that_is_too_long() throws Exception {
        String first = "processname:" + "x".repeat(EventReader.LONGEST_LINE);
        listen(event("PROCESS_STATE_RUNNING", first + "\npid:7") + event("TICK_5", "when:1"));
        assertThat(events).extracting(Event::payload).containsExactly(Map.of(), Map.of("when", "1"));
    }

    @Test
    void should_read_an_event_that_arrives_byte_by_byte() throws Exception {
        InputStream drip = new ByteArrayInputStream(event("TICK_5", "when:ï").getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(1, length));
            }
        };
        listen(drip);
        assertThat(events).containsExactly(new Event("TICK_5", Map.of("when", "ï")));
    }

    @Test
    void should_live_on_after_an_exception() throws Exception {
        new EventListener(
                        new ByteArrayInputStream((event("TICK_5", "when:1") + event("TICK_5", "when:2"))
                                .getBytes(StandardCharsets.UTF_8)),
                        out)
                .listen(
                        () -> {
                            throw new IllegalStateException("at the start");
                        },
                        event -> {
                            events.add(event);
                            throw new IllegalStateException("at an event");
                        });
        assertThat(events).hasSize(2);
        assertThat(said()).endsWith("RESULT 2\nOKREADY\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\n",
                "\n",
                "ver:3.0 len:5\nabcde",
                "eventname:TICK_5\nwhen:1",
                "eventname:TICK_5 len:\nx",
                "eventname:TICK_5 len:-1\nx",
                "eventname:TICK_5 len:1e3\nx",
                "eventname:TICK_5 len:99999999999\nx"
            })
    void should_fail_on_input_that_is_no_event(String garbage) {
        assertThatThrownBy(() -> listen(garbage)).isInstanceOf(ProtocolException.class);
        assertThat(said()).isEqualTo("READY\n");
    }

    @Test
    void should_fail_on_an_endless_header() {
        assertThatThrownBy(() -> listen("x".repeat(100_000)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("8192");
    }

    @Test
    void should_end_quietly_when_nobody_reads_its_answers() throws Exception {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        new EventListener(new ByteArrayInputStream(new byte[0]), broken).listen(() -> {}, events::add);
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ver:3.0 eventna", "eventname:TICK_5 len:20\nwhen:1", "eventname:TICK_5 len:1\n\u00ef"})
    void should_end_quietly_when_supervisord_is_gone(String input) throws Exception {
        byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
        int cut = input.endsWith("\u00ef") ? bytes.length - 1 : bytes.length;
        listen(new ByteArrayInputStream(bytes, 0, cut));
        assertThat(events).isEmpty();
        assertThat(said()).isEqualTo("READY\n");
    }
}
