package io.oome.jvm;

import io.oome.notify.Printable;
import io.oome.proc.Environ;
import io.oome.proc.Reading;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a JVM's options say about an OutOfMemoryError. HotSpot reads them in this order, and the last one wins (tried
 * with 17 and 25): the file of -XX:Flags, JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, the command line, _JAVA_OPTIONS.
 * -XX:OnOutOfMemoryError is the exception: its values add up, and only {@code :=} replaces earlier ones.
 *
 * @param onOutOfMemoryError the value of each occurrence
 * @param unseen sources of options that could not be read
 */
public record JvmOptions(List<String> onOutOfMemoryError, AtError atError, HeapDump heapDump, List<String> unseen) {

    /** What the JVM does after the commands of OnOutOfMemoryError. With both options it crashes. */
    public enum AtError {
        LIVES,
        /** Exit status 3. */
        EXITS,
        /** SIGABRT. */
        CRASHES
    }

    /** Whether the JVM ends by itself at an OutOfMemoryError. */
    public boolean endsAtError() {
        return atError != AtError.LIVES;
    }

    /** A longer variable is not read in full: {@link Environ}. */
    private static final int LONGEST_VARIABLE = 4096;

    /**
     * @param cmdline of a process that is a JVM
     * @param environ its {@link JvmVariables}
     * @param perfData its hsperfdata file; called only where the other sources are incomplete
     */
    public static JvmOptions of(
            Reading<List<String>> cmdline, Reading<Environ> environ, Supplier<Optional<PerfData>> perfData) {
        Sources sources = new Sources();
        sources.variable(environ, JvmVariables.JAVA_TOOL_OPTIONS);
        sources.variable(environ, JvmVariables.JDK_JAVA_OPTIONS);
        sources.commandLine(cmdline);
        sources.variable(environ, JvmVariables.JAVA_OPTIONS);
        if (environ.known().isEmpty()) {
            sources.unseen.add("JAVA_TOOL_OPTIONS: " + environ.reason());
        }
        if (!sources.unseen.isEmpty()) {
            perfData.get().ifPresent(sources::perfData);
        }
        Parsed parsed = new Parsed();
        sources.words.forEach(parsed::option);
        return parsed.options(List.copyOf(sources.unseen));
    }

    private static final class Sources {
        private final List<String> words = new ArrayList<>();
        private final List<String> unseen = new ArrayList<>();

        void variable(Reading<Environ> environ, String name) {
            String value = environ.known().flatMap(it -> it.get(name)).orElse("");
            if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_VARIABLE) {
                unseen.add(name + " beyond " + LONGEST_VARIABLE + " bytes");
            }
            OptionText.words(value).forEach(this::word);
        }

        void commandLine(Reading<List<String>> cmdline) {
            List<String> argv = cmdline.known().orElse(List.of());
            CommandLine line = CommandLine.of(argv);
            line.options().forEach(this::word);
            if (cmdline.known().isEmpty()) {
                unseen.add("command line: " + cmdline.reason());
            } else if (!line.isWhole()) {
                unseen.add("the end of the command line");
            }
        }

        private void word(String word) {
            words.add(word);
            boolean isFile =
                    word.startsWith("@") || word.startsWith("-XX:Flags=") || word.startsWith("-XX:VMOptionsFile=");
            if (isFile) {
                unseen.add("the options in " + Printable.brief(word));
            }
        }

        /**
         * hsperfdata also has the options from files. If it is truncated, the other words complete it; an option
         * present in both counts once.
         */
        void perfData(PerfData perfData) {
            List<String> others = List.copyOf(words);
            words.clear();
            unseen.clear();
            words.addAll(OptionText.ofVmFlags(perfData.vmFlags()));
            words.addAll(OptionText.ofVmArgs(perfData.vmArgs()));
            if (perfData.isTruncated()) {
                words.remove(words.size() - 1);
                others.stream()
                        .filter(it -> !it.startsWith(Parsed.ON_ERROR) || !words.contains(it))
                        .toList()
                        .forEach(words::add);
                unseen.add("the options that java.rt.vmArgs truncates");
            }
        }
    }

    private static final class Parsed {
        private static final String ON_ERROR = "-XX:OnOutOfMemoryError";

        private final List<String> onError = new ArrayList<>();
        private boolean exits;
        private boolean crashes;
        private boolean dumps;
        private String dumpPath = "";
        private boolean zipped;

        void option(String word) {
            switch (word) {
                case "-XX:+ExitOnOutOfMemoryError" -> exits = true;
                case "-XX:-ExitOnOutOfMemoryError" -> exits = false;
                case "-XX:+CrashOnOutOfMemoryError" -> crashes = true;
                case "-XX:-CrashOnOutOfMemoryError" -> crashes = false;
                case "-XX:+HeapDumpOnOutOfMemoryError" -> dumps = true;
                case "-XX:-HeapDumpOnOutOfMemoryError" -> dumps = false;
                default -> valued(word);
            }
        }

        private void valued(String word) {
            int equals = word.indexOf('=');
            if (equals < 0 || !word.startsWith("-XX:")) {
                return;
            }
            boolean replaces = word.charAt(equals - 1) == ':';
            String name = word.substring(0, replaces ? equals - 1 : equals);
            value(name, word.substring(equals + 1), replaces);
        }

        private void value(String name, String value, boolean replaces) {
            switch (name) {
                case ON_ERROR -> onError(value, replaces);
                case "-XX:HeapDumpPath" -> dumpPath = value;
                case "-XX:HeapDumpGzipLevel" -> zipped = !value.equals("0");
                default -> {}
            }
        }

        private void onError(String value, boolean replaces) {
            if (replaces) {
                onError.clear();
            }
            if (!value.isEmpty()) {
                onError.add(value);
            }
        }

        JvmOptions options(List<String> unseen) {
            AtError exit = exits ? AtError.EXITS : AtError.LIVES;
            AtError atError = crashes ? AtError.CRASHES : exit;
            return new JvmOptions(List.copyOf(onError), atError, new HeapDump(dumps, dumpPath, zipped), unseen);
        }
    }
}
