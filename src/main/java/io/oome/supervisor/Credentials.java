package io.oome.supervisor;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** User and password of supervisord's server. Its text never shows the password. */
public record Credentials(String user, String password) {

    /** supervisord compares with the hash then, and we would have to send what was hashed. */
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
