package io.oome.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {

    @Test
    void should_use_the_width_in_COLUMNS() {
        assertThat(Screen.width(Map.of("COLUMNS", "120"))).hasValue(120);
        assertThat(Screen.width(Map.of("COLUMNS", "7"))).hasValue(40);
        assertThat(Screen.width(Map.of("COLUMNS", "wide"))).isEmpty();
        assertThat(Screen.width(Map.of("COLUMNS", "0"))).isEmpty();
        assertThat(Screen.width(Map.of())).isEmpty();
    }

    @Test
    void should_omit_colour_where_it_is_unwanted() {
        assertThat(Screen.allowsColour(Map.of("TERM", "xterm"))).isTrue();
        assertThat(Screen.allowsColour(Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Screen.allowsColour(Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Screen.allowsColour(Map.of("TERM", "dumb"))).isFalse();
    }
}
