package io.oome.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @Test
    void should_take_each_address_once() {
        assertThat(Addresses.parse("-m", List.of("ops@example.org", "a.b+c@host", "ops@example.org")))
                .containsExactly("ops@example.org", "a.b+c@host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops", "@x", "a@", "a b@x", "a@x\r\nBcc:b@x", "Ops <ops@x>", "a@x,b@x", ""})
    void should_refuse_a_malformed_address_without_repeating_it(String text) {
        assertThatThrownBy(() -> Addresses.parse("-m", List.of("ops@example.org", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-m: value 2 is not a mail address: give NAME@HOST, without a display name");
    }

    @Test
    void should_hide_addresses_in_a_server_answer() {
        assertThat(Addresses.hidden("550 5.1.1 <ops@example.org>: Recipient ops@example.org rejected"))
                .isEqualTo("550 5.1.1 <***>: Recipient *** rejected");
    }
}
