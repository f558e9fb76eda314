package io.oome.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespecTest {

    @ParameterizedTest
    @CsvSource({
        "web, web, web, web:web, web",
        "web:web, web, web, web:web, web",
        "workers:web_00, workers, web_00, workers:web_00, workers:web_00",
        "g:a:b, g, a:b, g:a:b, g:a:b",
    })
    void should_name_a_process_as_supervisord_does(
            String text, String group, String name, String qualified, String shown) {
        Namespec namespec = Namespec.parse(text);
        assertThat(namespec).isEqualTo(new Namespec(group, name)).hasToString(shown);
        assertThat(namespec.qualified()).isEqualTo(qualified);
    }
}
