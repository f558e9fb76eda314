package io.oome.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The JVM options in /proc/PID/cmdline: those before {@code -jar}, {@code -m} or the main class (JDK's launcher, java.c
 * and args.c), without their values.
 *
 * @param isWhole whether all of them are present; only the beginning of a long command line is read
 */
record CommandLine(List<String> options, boolean isWhole) {

    /** The next word is their value. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--upgrade-module-path",
            "--add-modules",
            "--enable-native-access",
            "--limit-modules",
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--patch-module",
            "-d",
            "--describe-module",
            "--source");

    private static final Set<String> LAST = Set.of("-jar", "-m", "--module");

    static CommandLine of(List<String> argv) {
        List<String> options = new ArrayList<>();
        int next = 1;
        while (next < argv.size() && isOption(argv.get(next))) {
            options.add(argv.get(next));
            next += WITH_VALUE.contains(argv.get(next)) ? 2 : 1;
        }
        return new CommandLine(options, next < argv.size());
    }

    /** An @argfile counts as an option. */
    private static boolean isOption(String word) {
        boolean isFile = word.startsWith("@") && !word.startsWith("@@");
        boolean isLast = LAST.contains(word) || word.startsWith("--module=");
        return !isLast && (word.startsWith("-") || isFile);
    }
}
