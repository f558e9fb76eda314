package io.oome.jvm;

import io.oome.proc.Environ;
import java.util.List;
import java.util.Optional;

/**
 * The value of -XX:OnOutOfMemoryError, as HotSpot reads it (VMError::report_java_out_of_memory, next_OnError_command,
 * Arguments::copy_expand_pid; tried with 17 and 25):
 *
 * <ul>
 *   <li>The option can occur several times: HotSpot joins the values with line feeds. 25 runs each as a separate
 *       command, 17 passes several lines to one shell.
 *   <li>HotSpot splits it at each {@code ;}, quoted or not: {@code sh -c 'touch a; touch b'} is two syntax errors, and
 *       {@code cd} lasts only until the next {@code ;}.
 *   <li>{@code %p} is the JVM's pid in its own namespace, {@code %%} a percent sign, any other {@code %} itself.
 *   <li>{@code /bin/sh -c} runs each command, as a child of the JVM with its cwd and environment. The JVM waits for it
 *       and runs the next one even if it fails.
 * </ul>
 */
public final class OomeCommands {

    private final int pid;
    private final Optional<Environ> environ;

    /**
     * @param pid the JVM's pid in its own namespace
     * @param environ the JVM's {@link JvmVariables}, if readable
     */
    public OomeCommands(int pid, Optional<Environ> environ) {
        this.pid = pid;
        this.environ = environ;
    }

    /**
     * @param values of each -XX:OnOutOfMemoryError
     */
    public Effect effect(List<String> values) {
        ShellReading reading = new ShellReading(pid, environ);
        for (String command : String.join("\n", values).split(";")) {
            reading.read(expand(command));
        }
        return reading.effect();
    }

    private String expand(String command) {
        StringBuilder expanded = new StringBuilder();
        for (int i = 0; i < command.length(); i++) {
            if (command.startsWith("%%", i)) {
                expanded.append('%');
                i++;
            } else if (command.startsWith("%p", i)) {
                expanded.append(pid);
                i++;
            } else {
                expanded.append(command.charAt(i));
            }
        }
        return expanded.toString();
    }
}
