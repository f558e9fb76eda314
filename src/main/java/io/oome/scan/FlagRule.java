package io.oome.scan;

/** The rules that locate the flag of a process, in order of precedence. */
public enum FlagRule {
    OPTION("-o"),
    CONFIGURATION("configuration"),
    OOME_FILE("OOME_FILE"),
    JVM("jvm"),
    HOMEDIR("HOMEDIR"),
    CWD("cwd");

    private final String label;

    FlagRule(String label) {
        this.label = label;
    }

    /**
     * Whether the operator, not the process, gave the path: it is then resolved in the monitor's own file system, and
     * root and the monitor's user are trusted as owners too.
     */
    public boolean isOperators() {
        return this == OPTION || this == CONFIGURATION;
    }

    /** Whether the path is a mere convention: nothing may ever create a flag there. */
    boolean isCustom() {
        return this == HOMEDIR || this == CWD;
    }

    @Override
    public String toString() {
        return label;
    }
}
