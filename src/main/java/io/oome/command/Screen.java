package io.oome.command;

import io.oome.nativeimage.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where output goes.
 *
 * @param width the columns of a terminal; empty for a pipe or a file, whose lines can have any length
 * @param coloured whether to use colour: on a terminal, unless the environment forbids it
 */
record Screen(OptionalInt width, boolean coloured) {

    static final Screen PIPE = new Screen(OptionalInt.empty(), false);

    static final int STDOUT = 1;
    static final int STDERR = 2;

    private static final int DEFAULT_WIDTH = 80;
    private static final int NARROWEST = 40;
    private static final long STTY_LIMIT = 300;

    /** A container's own terminal is /dev/console; that of docker exec -t is /dev/pts/N. */
    private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console)");

    private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("\\d+ (\\d{1,5})\\s*");

    /** The screen behind one of this program's descriptors. */
    static Screen of(int descriptor, Map<String, String> env) {
        return isTerminal(descriptor) ? new Screen(OptionalInt.of(width(descriptor, env)), allowsColour(env)) : PIPE;
    }

    static boolean isTerminal(int descriptor) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
            return TERMINAL.matcher(target.toString()).matches();
        } catch (IOException e) {
            return false;
        }
    }

    /** See no-color.org. */
    static boolean allowsColour(Map<String, String> env) {
        return env.getOrDefault("NO_COLOR", "").isEmpty()
                && !env.getOrDefault("TERM", "").equals("dumb");
    }

    /** COLUMNS, if exported; else the terminal's own width. */
    private static int width(int descriptor, Map<String, String> env) {
        return width(env).orElseGet(() -> sensible(columns(descriptor)));
    }

    static OptionalInt width(Map<String, String> env) {
        String columns = env.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9]\\d{0,4}")
                ? OptionalInt.of(sensible(OptionalInt.of(Integer.parseInt(columns))))
                : OptionalInt.empty();
    }

    /** A terminal whose size was never set has 0 columns. */
    private static int sensible(OptionalInt columns) {
        int width = columns.orElse(0);
        return width == 0 ? DEFAULT_WIDTH : Math.max(NARROWEST, width);
    }

    private static OptionalInt columns(int descriptor) {
        return TerminalSize.isKnown() ? TerminalSize.columns(descriptor) : askStty(descriptor);
    }

    /** Java itself can't ask the terminal. */
    private static OptionalInt askStty(int descriptor) {
        String terminal = "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor;
        try {
            Process stty = new ProcessBuilder("stty", "-F", terminal, "size")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(STTY_LIMIT, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return OptionalInt.empty();
            }
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Matcher size = ROWS_AND_COLUMNS.matcher(answer);
            return size.matches() ? OptionalInt.of(Integer.parseInt(size.group(1))) : OptionalInt.empty();
        } catch (IOException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }
}
