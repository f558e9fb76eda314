package io.oome.notify;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Metrics as text, in Prometheus' format 0.0.4 or OpenMetrics 1.0.0:
 *
 * <pre>
 * # HELP oome_monitor_exhausted Whether …
 * # TYPE oome_monitor_exhausted gauge
 * oome_monitor_exhausted{name="web",group="front"} 1
 * </pre>
 */
final class Page {

    private static final String TOTAL = "_total";
    private static final double LARGEST_EXACT = 1L << 53;

    private final boolean openMetrics;
    private final StringBuilder text = new StringBuilder();

    Page(boolean openMetrics) {
        this.openMetrics = openMetrics;
    }

    /** Of the counter NAME_total OpenMetrics says # TYPE NAME, and Prometheus # TYPE NAME_total. */
    void family(String name, String type, String help) {
        boolean isBare = openMetrics && type.equals("counter");
        String shown = isBare ? name.substring(0, name.length() - TOTAL.length()) : name;
        text.append("# HELP ").append(shown).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(shown).append(' ').append(type).append('\n');
    }

    /** One line. */
    void sample(String name, List<String> labels, List<String> values, double value) {
        text.append(name);
        for (int i = 0; i < labels.size(); i++) {
            text.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"");
            text.append(escaped(values.get(i))).append('"');
        }
        text.append(labels.isEmpty() ? " " : "} ").append(number(value)).append('\n');
    }

    byte[] bytes() {
        return (openMetrics ? text + "# EOF\n" : text.toString()).getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String number(double value) {
        boolean isWhole = value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT;
        return isWhole ? String.valueOf((long) value) : String.valueOf(value);
    }
}
