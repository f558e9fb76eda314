package io.oome.scan;

/** The ways to learn where the flag of a process is; the first that gives a path wins. */
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
     * The operator gave the path, not the process: it is meant in our own file system, and root or we ourselves may
     * have made the file as well.
     */
    public boolean isOperators() {
        return this == OPTION || this == CONFIGURATION;
    }

    /** Where it is by custom, whether or not anybody makes a flag there. */
    boolean isCustom() {
        return this == HOMEDIR || this == CWD;
    }

    @Override
    public String toString() {
        return label;
    }
}
