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

/** Whether the JVM's shell finds the {@code oome_flag} that a JVM's option runs. */
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

    /** Whether an option runs oome_flag, which also creates the flag's folder. */
    boolean isUsed() {
        return word.isPresent();
    }

    /** Why the shell would not find it; empty if it would, or if that is unknown. */
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
                : Optional.of(NAME + " is not on the JVM's PATH (" + Printable.brief(path.get())
                        + "): copy it there, or write its full path in the option");
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
