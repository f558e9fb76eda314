package io.oome.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.oome.docs.Page.Snippet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** supervisord's own parser takes each supervisord.conf of the pages, of docker/ and of k8s/. */
@Timeout(60)
class SupervisordConfIT {

    private static final String INTERPRETER = "/usr/bin/python3";

    /**
     * Each file's programs, as supervisord would run them, or what it says is wrong. Users and programs of the pages are not on
     * this machine.
     */
    private static final String PARSER =
            """
            import os, sys
            from supervisor import options
            options.name_to_uid = lambda name: os.getuid()
            options.colon_separated_user_group = lambda names: (os.getuid(), os.getgid())
            os.environ.update(SUPERVISOR_USERNAME="operator", SUPERVISOR_PASSWORD="secret")
            for file in sys.argv[1:]:
                parser = options.ServerOptions()
                parser.usage = lambda message: sys.exit(f"{file}: {message}")
                parser.realize(["-n", "-c", file])
                for group in parser.process_group_configs:
                    for process in group.process_configs:
                        print(os.path.basename(file), process.name, process.command, sep="\\t")
            """;

    @TempDir
    Path folder;

    private String parse(List<Path> files) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(INTERPRETER, "-W", "ignore", "-c", PARSER));
        files.forEach(it -> words.add(it.toString()));
        Process parser = new ProcessBuilder(words).redirectErrorStream(true).start();
        parser.getOutputStream().close();
        String said = new String(parser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(parser.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(parser.exitValue()).as(said).isZero();
        return said;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** A snippet is a part of a file: what every file needs is added. */
    private Path write(int number, Snippet snippet) throws IOException {
        String whole = snippet.text().contains("[supervisord]") ? "" : "[supervisord]\n";
        return write(number + ".conf", snippet.text() + whole);
    }

    @Test
    void should_take_each_snippet_of_the_pages() throws Exception {
        List<Snippet> snippets = Page.snippets("ini");
        List<Path> files = new ArrayList<>();
        for (Snippet snippet : snippets) {
            files.add(write(files.size(), snippet));
        }
        String said = parse(files);
        assertThat(snippets).hasSizeGreaterThan(5);
        assertThat(said)
                .contains("java -XX:OnOutOfMemoryError=\"echo %p > /tmp/oome\"")
                .contains("\toome_listener\t");
    }

    @Test
    void should_take_each_file() throws Exception {
        List<Path> files = new ArrayList<>();
        for (String root : List.of("docker", "k8s")) {
            try (Stream<Path> found = Files.walk(Path.of(root))) {
                found.filter(it -> it.toString().endsWith(".conf")).forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThan(3);
        assertThat(parse(files)).contains("oome_monitor all");
    }

    @Test
    void should_refuse_a_single_percent_sign() throws Exception {
        Path wrong = write("wrong.conf", "[supervisord]\n[program:web]\ncommand=sh -c 'echo %p'\n");
        List<String> words = List.of(INTERPRETER, "-W", "ignore", "-c", PARSER, wrong.toString());
        Process parser = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(parser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(parser.waitFor()).isNotZero();
        assertThat(said).contains("badly formatted");
    }
}
