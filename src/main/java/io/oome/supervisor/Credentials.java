package io.oome.supervisor;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** User and password for supervisord's server. {@code toString} hides the password. */
public record Credentials(String user, String password) {

    /** Whether it is a hash, which can't be sent: supervisord expects the plain password, and hashes that. */
    public boolean isHashed() {
        return password.startsWith("{SHA}");
    }

    /** The value of the Authorization header. */
    String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return user + ":***";
    }
}
