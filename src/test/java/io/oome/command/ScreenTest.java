package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {

    @Test
    void should_be_as_wide_as_the_caller_says() {
        assertThat(Screen.width(Map.of("COLUMNS", "120"))).hasValue(120);
        assertThat(Screen.width(Map.of("COLUMNS", "7"))).hasValue(40);
        assertThat(Screen.width(Map.of("COLUMNS", "wide"))).isEmpty();
        assertThat(Screen.width(Map.of("COLUMNS", "0"))).isEmpty();
        assertThat(Screen.width(Map.of())).isEmpty();
    }

    @Test
    void should_do_without_colour_where_it_is_not_wanted() {
        assertThat(Screen.allowsColour(Map.of("TERM", "xterm"))).isTrue();
        assertThat(Screen.allowsColour(Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Screen.allowsColour(Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Screen.allowsColour(Map.of("TERM", "dumb"))).isFalse();
    }
}
