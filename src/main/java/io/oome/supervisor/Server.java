package io.oome.supervisor;

import java.util.Optional;

/**
 * The server that was found.
 *
 * @param source who named it, for {@code --verbose}
 * @param hint what the operator can do if it refuses these credentials, where the usual advice would not help
 */
public record Server(ServerUrl url, Optional<Credentials> credentials, String source, Optional<String> hint) {}
