package io.oome.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in k8s/ is what Kubernetes knows: it passes over a field that it does not, in silence. */
class ManifestTest {

    private static final Path K8S = Path.of("k8s");

    private final KubernetesSerialization kubernetes = new KubernetesSerialization();

    static List<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.walk(K8S)) {
            return files.filter(it -> it.toString().endsWith(".yaml"))
                    .filter(it -> !it.endsWith("kustomization.yaml"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void should_hold_nothing_that_kubernetes_does_not_know(Path manifest) throws IOException {
        assertThat(unknownFields(Files.readString(manifest))).isEmpty();
    }

    @Test
    void should_notice_a_field_that_kubernetes_does_not_know() {
        String deployment =
                """
                apiVersion: apps/v1
                kind: Deployment
                spec:
                  template:
                    spec:
                      containers:
                        - name: app
                          securityContext:
                            readOnlyRootFileSystem: true
                """;
        assertThat(unknownFields(deployment))
                .containsExactly(
                        "Deployment.spec.template.spec.containers" + ".securityContext.readOnlyRootFileSystem");
    }

    @Test
    void should_be_put_together_by_kustomize() throws Exception {
        assumeThat(onPath("kubectl")).as("kubectl is installed").isTrue();
        Process kustomize = new ProcessBuilder("kubectl", "kustomize", K8S.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String all = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kustomize.waitFor()).isZero();

        List<String> kinds = new ArrayList<>();
        for (String manifest : all.split("\n---\n")) {
            assertThat(unknownFields(manifest)).isEmpty();
            kinds.add(parse(manifest).getKind());
        }
        assertThat(kinds).contains("Deployment", "ConfigMap", "Secret");
    }

    private HasMetadata parse(String manifest) {
        return kubernetes.unmarshal(manifest, HasMetadata.class);
    }

    private List<String> unknownFields(String manifest) {
        return UnknownFields.of(parse(manifest));
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(":")).anyMatch(it -> Files.isExecutable(Path.of(it, program)));
    }
}
