package io.oome.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.oome.deploy.UnknownFields;
import io.oome.docs.Page.Snippet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Dockerfiles find what they copy; Kubernetes knows each field. supervisord.conf: SupervisordConfIT. */
class SnippetsTest {

    private static final Pattern COPY = Pattern.compile("COPY (?:--from=(\\S+) )?(.*) (\\S+)");
    private static final Pattern STAGE = Pattern.compile("FROM \\S+ AS (\\S+)");
    private static final Pattern VERSION = Pattern.compile("<version>(.*?)</version>");
    private static final Path BIN = Path.of("/usr/local/bin");

    /** It introspects hundreds of classes, once. */
    private static final ObjectMapper KUBERNETES = new ObjectMapper();

    /** What {@code mvn package} leaves. */
    private static final Set<String> BUILT = Set.of("target/oome-monitor/", "target/demo/");

    private static List<Page> dockerfiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("docker"))) {
            return files.filter(it -> it.getFileName().toString().startsWith("Dockerfile."))
                    .map(Page::read)
                    .toList();
        }
    }

    static Stream<Snippet> dockerSnippets() throws IOException {
        return Stream.concat(
                Page.snippets("dockerfile").stream(),
                dockerfiles().stream().map(it -> new Snippet(it, "dockerfile", it.lines())));
    }

    /** In this folder: whoever follows a page runs docker build here first. */
    @ParameterizedTest
    @MethodSource("dockerSnippets")
    void should_copy_only_what_exists(Snippet snippet) throws IOException {
        Set<String> stages = new TreeSet<>();
        for (Page file : dockerfiles()) {
            String text = String.join("\n", file.lines());
            STAGE.matcher(text).results().forEach(it -> stages.add(it.group(1)));
        }
        for (String line : snippet.lines()) {
            Matcher copy = COPY.matcher(line);
            if (!copy.matches()) {
                continue;
            }
            for (String source : copy.group(2).split(" ")) {
                if (copy.group(1) == null) {
                    assertThat(source).as("%s: %s", snippet, line).matches(SnippetsTest::isInContext);
                } else {
                    assertThat(copy.group(1)).matches(it -> it.equals(image()) || stages.contains(it));
                    assertThat(Path.of(source)).matches(it -> it.startsWith(BIN));
                }
            }
        }
    }

    private static boolean isInContext(String source) {
        boolean exists = BUILT.contains(source) || Files.exists(Path.of(source));
        return exists && !isIgnored(Path.of(source));
    }

    /** The last pattern of .dockerignore that matches decides. */
    private static boolean isIgnored(Path source) {
        boolean ignored = false;
        for (String line : Page.named(".dockerignore").lines()) {
            boolean again = line.startsWith("!");
            Path pattern = Path.of(again ? line.substring(1) : line);
            if (!line.startsWith("#") && source.startsWith(pattern)) {
                ignored = !again;
            }
        }
        return ignored;
    }

    @Test
    void should_see_what_docker_would_not() {
        assertThat(isInContext("target/oome-monitor/")).isTrue();
        assertThat(isInContext("docker/service.conf")).isTrue();
        assertThat(isInContext("src/main")).isFalse();
        assertThat(isInContext("nothing.conf")).isFalse();
    }

    private static String image() {
        Matcher version =
                VERSION.matcher(String.join("\n", Page.named("pom.xml").lines()));
        assertThat(version.find()).isTrue();
        return "oome-monitor:" + version.group(1);
    }

    static List<Snippet> yaml() {
        return Page.snippets("yaml");
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void should_hold_nothing_that_kubernetes_does_not_know(Snippet snippet) {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(snippet.text());
        assertThat(Stream.of(PodSpec.class, Container.class))
                .as("as a pod's spec, or as a container")
                .anyMatch(type ->
                        UnknownFields.of(KUBERNETES.convertValue(loaded, type)).isEmpty());
    }

    @Test
    void should_notice_a_field_that_kubernetes_does_not_know() {
        Container container =
                KUBERNETES.convertValue(Map.of("securityContext", Map.of("runAsUsr", 1)), Container.class);
        assertThat(UnknownFields.of(container)).containsExactly("Container.securityContext.runAsUsr");
    }
}
