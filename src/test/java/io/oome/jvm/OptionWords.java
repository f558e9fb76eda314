package io.oome.jvm;

import io.oome.proc.Environ;
import io.oome.proc.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JVM's options from its command line alone. */
public final class OptionWords {

    private OptionWords() {}

    public static JvmOptions options(List<String> argv) {
        return JvmOptions.of(new Reading.Known<>(argv), new Reading.Known<>(new Environ(Map.of())), Optional::empty);
    }
}
