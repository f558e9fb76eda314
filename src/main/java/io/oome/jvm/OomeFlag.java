package io.oome.jvm;

import io.oome.proc.Environ;
import java.util.Optional;

/** Where {@code bin/oome_flag} creates the flag; this class and that script must agree. */
final class OomeFlag {

    static final String NAME = "oome_flag";

    private static final String DEFAULT_FLAG = "work/oome";

    private OomeFlag() {}

    static String file(Environ environ) {
        return environ.get("OOME_FILE")
                .map(file -> named(file, environ))
                .or(() -> environ.get("HOMEDIR").map(home -> home + '/' + DEFAULT_FLAG))
                .orElse(DEFAULT_FLAG);
    }

    private static String named(String file, Environ environ) {
        String named = replace(file, "%(process_name)s", environ.get("SUPERVISOR_PROCESS_NAME"));
        return replace(named, "%(group_name)s", environ.get("SUPERVISOR_GROUP_NAME"));
    }

    private static String replace(String file, String placeholder, Optional<String> value) {
        return file.replace(placeholder, value.orElse(""));
    }
}
