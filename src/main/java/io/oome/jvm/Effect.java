package io.oome.jvm;

import io.oome.notify.Printable;
import java.util.List;
import java.util.Optional;

/** What the commands of -XX:OnOutOfMemoryError do, as far as a flag is concerned. */
public sealed interface Effect {

    /** There are no commands. */
    record Nothing() implements Effect {}

    /**
     * They create or touch these files.
     *
     * @param files as the commands name them; a relative path counts from the JVM's cwd
     * @param ends whether they also kill the JVM
     * @param condition a command that must succeed first and can fail; untrusted text
     */
    record Touches(List<String> files, boolean ends, Optional<String> condition) implements Effect {}

    /** They kill the JVM and create no file. */
    record Kills() implements Effect {}

    /**
     * @param command the part that is not understood; untrusted text
     */
    record NotUnderstood(String command, String why) implements Effect {

        /** For a message. */
        public String text() {
            return why + " in \"" + Printable.brief(command) + '"';
        }
    }
}
