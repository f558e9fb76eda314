package io.oome.jvm;

import io.oome.notify.Printable;
import java.util.List;
import java.util.Optional;

/** What the commands of -XX:OnOutOfMemoryError do, as far as a flag is concerned. */
public sealed interface Effect {

    /** There are none. */
    record Nothing() implements Effect {}

    /**
     * They make these files, or change them.
     *
     * @param files as the commands name them: a relative one counts from the JVM's cwd
     * @param ends the JVM is killed, too
     * @param condition a command that has to succeed before, and may not; text of others
     */
    record Touches(List<String> files, boolean ends, Optional<String> condition) implements Effect {}

    /** The JVM is killed, and leaves no file. */
    record Kills() implements Effect {}

    /**
     * @param command the part that is not understood, text of others
     */
    record NotUnderstood(String command, String why) implements Effect {

        /** In a message. */
        public String text() {
            return why + " in \"" + Printable.brief(command) + '"';
        }
    }
}
