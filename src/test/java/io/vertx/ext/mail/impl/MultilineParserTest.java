package io.vertx.ext.mail.impl;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultilineParserTest {

    private final List<String> replies = new ArrayList<>();
    private final MultilineParser parser = new MultilineParser(reply -> replies.add(reply.toString()));

    @Test
    void should_hand_on_replies_of_one_line_and_of_many() {
        receive("220 stub ESMTP\r\n250-stub\r\n250-SIZE 1000\r\n250 PIPELINING\r\n");
        assertThat(replies).containsExactly("220 stub ESMTP", "250-stub\n250-SIZE 1000\n250 PIPELINING");
    }

    @Test
    void should_take_replies_in_any_pieces_and_line_ends_without_a_return() {
        for (char c : "250-stub\n250 ok\n250 ok\r\n".toCharArray()) {
            receive(String.valueOf(c));
        }
        assertThat(replies).containsExactly("250-stub\n250 ok", "250 ok");
    }

    @Test
    void should_hand_on_the_replies_to_several_commands_as_one() {
        parser.setExpected(2);
        receive("250-a\r\n250 b\r\n550 c\r\n");
        assertThat(replies).containsExactly("250-a\n250 b\r\n550 c");
    }

    @Test
    void should_give_up_on_a_reply_that_does_not_end_of_fault_20() {
        receive("220-welcome\r\n".repeat(100_000));
        receive("220 x\r\n");
        assertThat(replies).containsExactly("554 the mail server's reply is longer than 65536 bytes");
    }

    @Test
    void should_give_up_on_a_line_that_does_not_end_of_fault_20() {
        receive("x".repeat(100_000));
        assertThat(replies).hasSize(1).first().asString().startsWith("554 ");
    }

    private void receive(String text) {
        parser.handle(Buffer.buffer(text));
    }
}
