package io.oome.jvm;

import java.util.List;
import java.util.Set;

/** The variables that this package reads from a JVM's environment. */
public final class JvmVariables {

    static final String JAVA_TOOL_OPTIONS = "JAVA_TOOL_OPTIONS";
    static final String JDK_JAVA_OPTIONS = "JDK_JAVA_OPTIONS";
    static final String JAVA_OPTIONS = "_JAVA_OPTIONS";

    /** Where the shell finds {@code oome_flag}. */
    public static final String PATH = "PATH";

    /** Variables that {@code oome_flag} reads, and that a command can name. */
    static final Set<String> OF_COMMANDS = Set.of("OOME_FILE", "HOMEDIR");

    static final List<String> OPTIONS = List.of(JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, JAVA_OPTIONS);

    public static final Set<String> NAMES = Set.of(
            JAVA_TOOL_OPTIONS,
            JDK_JAVA_OPTIONS,
            JAVA_OPTIONS,
            "OOME_FILE",
            "HOMEDIR",
            PATH,
            "SUPERVISOR_PROCESS_NAME",
            "SUPERVISOR_GROUP_NAME");

    private JvmVariables() {}
}
