package io.oome.jvm;

import java.nio.file.Path;

/**
 * The option that a JVM lacks, as one word of its command line.
 */
public record OptionLine(String word) {

    private static final String ON_ERROR = "-XX:OnOutOfMemoryError=";

    /** Text that neither the JVM nor the shell takes for anything else. */
    private static final String PLAIN = "[\\w/.,:@+%-]+";

    /** An option that makes this flag; for a name that the JVM would split, the one that needs no name. */
    static OptionLine making(Path flag) {
        String path = flag.toString();
        boolean isSplit = path.indexOf(';') >= 0 || path.indexOf('\n') >= 0;
        String quoted = path.matches(PLAIN) ? path : '\'' + path.replace("'", "'\\''") + '\'';
        return isSplit
                ? new OptionLine(ON_ERROR + OomeFlag.NAME)
                : new OptionLine(ON_ERROR + "touch " + quoted.replace("%", "%%"));
    }

    /**
     * As {@code command=} of supervisord.conf has it: Python's shlex takes the quotes away, after {@code %%} was made
     * {@code %}.
     */
    public String inSupervisordConf() {
        String value = word.substring(ON_ERROR.length());
        return value.matches(PLAIN)
                ? ON_ERROR + value.replace("%", "%%")
                : ON_ERROR + '"' + value.replaceAll("([\\\\\"])", "\\\\$1").replace("%", "%%") + '"';
    }
}
