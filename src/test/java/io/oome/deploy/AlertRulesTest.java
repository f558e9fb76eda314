package io.oome.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.MetricsReader;
import org.junit.jupiter.api.Test;

/** The alerts of docs fire when they should, and not before. */
class AlertRulesTest {

    @Test
    void should_be_what_prometheus_understands() {
        assertThat(MetricsReader.promtool("", "check", "rules", "docs/alerts.yml"))
                .contains("SUCCESS: 2 rules found");
    }

    @Test
    void should_fire_when_they_should() {
        assertThat(MetricsReader.promtool("", "test", "rules", "docs/alerts.test.yml"))
                .contains("SUCCESS");
    }
}
