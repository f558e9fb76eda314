package io.oome.jvm;

import java.nio.file.Path;

/** The option that a JVM lacks, as one word of its command line. */
public record OptionLine(String word) {

    private static final String ON_ERROR = "-XX:OnOutOfMemoryError=";

    /** Text without special meaning to the JVM or the shell. */
    private static final String PLAIN = "[\\w/.,:@+%-]+";

    /** An option that creates this flag. For a path that the JVM would split, the option that needs no path. */
    static OptionLine creating(Path flag) {
        String path = flag.toString();
        boolean isSplit = path.indexOf(';') >= 0 || path.indexOf('\n') >= 0;
        String quoted = path.matches(PLAIN) ? path : '\'' + path.replace("'", "'\\''") + '\'';
        return isSplit
                ? new OptionLine(ON_ERROR + OomeFlag.NAME)
                : new OptionLine(ON_ERROR + "touch " + quoted.replace("%", "%%"));
    }

    /**
     * As written in {@code command=} of supervisord.conf: supervisord replaces {@code %%} by {@code %}, then Python's
     * shlex removes the quotes.
     */
    public String inSupervisordConf() {
        String value = word.substring(ON_ERROR.length());
        return value.matches(PLAIN)
                ? ON_ERROR + value.replace("%", "%%")
                : ON_ERROR + '"' + value.replaceAll("([\\\\\"])", "\\\\$1").replace("%", "%%") + '"';
    }
}
