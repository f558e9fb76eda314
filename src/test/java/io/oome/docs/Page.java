package io.oome.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation: a Markdown file. Its snippets are fenced and name their language. */
record Page(Path file, List<String> lines) {

    private static final Path INDEX = Path.of("README.md");
    private static final Pattern FENCE = Pattern.compile("```(.*)");
    private static final Pattern HEADING = Pattern.compile("#+ (.*)");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A fenced snippet. */
    record Snippet(Page page, String language, List<String> lines) {

        String text() {
            return String.join("\n", lines) + "\n";
        }

        @Override
        public String toString() {
            return page + ": " + (lines.isEmpty() ? "nothing" : lines.get(0));
        }
    }

    static List<Page> all() {
        try (Stream<Path> root = Files.list(Path.of("."));
                Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(root.map(Path.of(".")::relativize), docs)
                    .filter(it -> it.toString().endsWith(".md"))
                    .sorted()
                    .map(Page::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page read(Path file) {
        try {
            return new Page(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page named(String file) {
        return read(Path.of(file));
    }

    static List<Snippet> snippets(String language) {
        return all().stream()
                .flatMap(it -> it.snippets().stream())
                .filter(it -> it.language().equals(language))
                .toList();
    }

    boolean isIndex() {
        return file.equals(INDEX);
    }

    List<Snippet> snippets() {
        List<Snippet> snippets = new ArrayList<>();
        Snippet open = null;
        for (String line : lines) {
            var fence = FENCE.matcher(line.strip());
            if (!fence.matches()) {
                if (open != null) {
                    open.lines().add(line);
                }
            } else if (open == null) {
                open = new Snippet(this, fence.group(1), new ArrayList<>());
            } else {
                snippets.add(open);
                open = null;
            }
        }
        if (open != null) {
            throw new AssertionError(this + ": a fence is not closed: " + open);
        }
        return snippets;
    }

    /** Without snippets. */
    List<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines) {
            if (FENCE.matcher(line.strip()).matches()) {
                fenced = !fenced;
            } else if (!fenced) {
                prose.add(line);
            }
        }
        return prose;
    }

    /** What stands between backquotes. */
    List<String> inlineCode() {
        return groups(CODE, String.join("\n", prose()))
                .map(it -> it.replace('\n', ' ').replace("\\|", "|"))
                .toList();
    }

    /** What is code in the prose of this page and in its snippets. */
    String code() {
        return String.join("\n", inlineCode())
                + snippets().stream().map(Snippet::text).reduce("\n", String::concat);
    }

    /** The cells of the rows of its tables. */
    List<List<String>> rows() {
        return prose().stream()
                .filter(it -> it.startsWith("| "))
                .map(it -> Stream.of(it.split("(?<!\\\\)\\|"))
                        .skip(1)
                        .map(String::strip)
                        .toList())
                .toList();
    }

    List<String> links() {
        return groups(LINK, String.join("\n", prose()).replaceAll("`[^`]*`", ""))
                .toList();
    }

    /** Of its headings, as GitHub makes them. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        for (String line : prose()) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                anchors.add(heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'));
            }
        }
        return anchors;
    }

    /** The file that a relative link of this page's names. */
    Path target(String link) {
        Path folder = file.toAbsolutePath().getParent();
        return Path.of("")
                .toAbsolutePath()
                .relativize(folder.resolve(link.replaceAll("#.*", "")).normalize());
    }

    private static Stream<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult it) -> it.group(1));
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
