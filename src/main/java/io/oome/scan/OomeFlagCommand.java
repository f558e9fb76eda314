package io.oome.scan;

import io.oome.jvm.JvmVariables;
import io.oome.notify.Printable;
import io.oome.proc.MountView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code oome_flag} in a JVM's option: whether the JVM's shell finds it. */
final class OomeFlagCommand {

    private static final String NAME = "oome_flag";
    private static final Pattern WORD =
            Pattern.compile("(?:^|[\\s;&'\"])((?:/[^\\s;&'\"]*)?" + NAME + ")(?=$|[\\s;&'\"])");
    private static final int MOST_FOLDERS = 64;

    private final ProcessFacts facts;
    private final Optional<String> word;

    OomeFlagCommand(ProcessFacts facts, List<String> options) {
        this.facts = facts;
        Matcher matcher = WORD.matcher(String.join(";", options));
        this.word = matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** It makes the flag's folder, too. */
    boolean isThere() {
        return word.isPresent();
    }

    /** Why it would not be run; empty, too, where that can't be known. */
    Optional<String> obstacle() {
        return word.flatMap(it -> it.startsWith("/") ? missing(it) : notOnPath());
    }

    private Optional<String> missing(String path) {
        return isFile(path) ? Optional.empty() : Optional.of(Printable.brief(path) + " is missing: copy it there");
    }

    private Optional<String> notOnPath() {
        Optional<String> path = facts.environ().known().flatMap(it -> it.get(JvmVariables.PATH));
        boolean isFound = path.isEmpty()
                || Stream.of(path.get().split(":"))
                        .limit(MOST_FOLDERS)
                        .anyMatch(it -> !it.startsWith("/") || isFile(it + '/' + NAME));
        return isFound
                ? Optional.empty()
                : Optional.of(NAME + " is not on its PATH (" + Printable.brief(path.get())
                        + "): copy it there, or give the option its whole path");
    }

    private boolean isFile(String path) {
        try {
            Path seen = facts.mountView().known().orElse(MountView.OURS).resolve(Path.of(path));
            return Files.exists(seen, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | InvalidPathException e) {
            return true;
        }
    }
}
