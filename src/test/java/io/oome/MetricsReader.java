package io.oome;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads metrics with the parsers of others: Prometheus' Python client, and promtool. Without them a test is skipped. */
public final class MetricsReader {

    private static final String PARSER =
            """
            import json, sys
            if sys.argv[1] == "true":
                from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
            else:
                from prometheus_client.parser import text_string_to_metric_families as parse
            text = sys.stdin.buffer.read().decode()
            print(json.dumps([[s.name, s.labels, s.value] for f in parse(text) for s in f.samples]))
            """;

    private MetricsReader() {}

    /** Each sample: {@code name{a="b",c="d"}}, its labels sorted, and its value. */
    public static Map<String, Double> read(String text, boolean openMetrics) {
        boolean hasParser = run("", "/usr/bin/python3", "-c", "import prometheus_client.openmetrics.parser")
                .isEmpty();
        assumeTrue(hasParser, "python3-prometheus-client is not installed");
        String json = run(text, "/usr/bin/python3", "-c", PARSER, String.valueOf(openMetrics));
        Map<String, Double> samples = new LinkedHashMap<>();
        try {
            for (JsonNode sample : new ObjectMapper().readTree(json)) {
                Double before = samples.put(
                        sample.get(0).asText() + labels(sample.get(1)),
                        sample.get(2).asDouble());
                if (before != null) {
                    throw new AssertionError("twice: " + sample);
                }
            }
            return samples;
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    private static String labels(JsonNode labels) {
        Map<String, String> sorted = new TreeMap<>();
        labels.properties().forEach(it -> sorted.put(it.getKey(), it.getValue().asText()));
        List<String> pairs = sorted.entrySet().stream()
                .map(it -> it.getKey() + "=\""
                        + it.getValue().replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .toList();
        return pairs.isEmpty() ? "" : "{" + String.join(",", pairs) + "}";
    }

    /** What {@code promtool} complains about; nothing if all is well. */
    public static String promtool(String text, String... arguments) {
        boolean isInstalled = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(it -> Files.isExecutable(Path.of(it, "promtool")));
        assumeTrue(isInstalled, "promtool (Debian: prometheus) is not installed");
        String[] command = new String[arguments.length + 1];
        command[0] = "promtool";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return run(text, command);
    }

    private static String run(String input, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? said : "exit status " + process.exitValue() + ": " + said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
