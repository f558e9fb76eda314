package io.oome.supervisor;

import io.oome.supervisor.BoundedInputStream.AnswerTooLarge;
import java.util.Optional;

/** No usable answer from supervisord: exit code 3 by hand, one line in a listener. */
public final class SupervisorUnreachable extends SupervisorException {

    private final boolean refusal;

    public SupervisorUnreachable(String message) {
        this(message, null);
    }

    public SupervisorUnreachable(String message, Throwable cause) {
        this(message, cause, false);
    }

    private SupervisorUnreachable(String message, Throwable cause, boolean refusal) {
        super(message, cause);
        this.refusal = refusal;
    }

    /** Whether a server answers but refuses access, or is not supervisord: waiting does not help. */
    public boolean isRefusal() {
        return refusal;
    }

    static SupervisorUnreachable refused(ServerUrl url, Throwable cause) {
        return new SupervisorUnreachable(
                "connection to " + url + " refused: is supervisord running, and does it listen there?", cause);
    }

    static SupervisorUnreachable noSuchHost(ServerUrl url, Throwable cause) {
        return new SupervisorUnreachable(
                "no such host: " + url + ": is the name right, and in /etc/hosts or DNS here?", cause);
    }

    public static SupervisorUnreachable noSuchSocket(ServerUrl url, Throwable cause) {
        return new SupervisorUnreachable(
                "no such socket: " + url + ": is supervisord running, and is this its [unix_http_server] file?", cause);
    }

    static SupervisorUnreachable noPermission(ServerUrl url, Throwable cause) {
        return new SupervisorUnreachable(
                "no permission to connect to " + url
                        + ": run as supervisord's user, or set chmod= or chown= in [unix_http_server]",
                cause,
                true);
    }

    static SupervisorUnreachable unauthorized(Server server) {
        Optional<Credentials> known = server.knownCredentials();
        String tried = known.map(it -> "refused user \"" + it.user() + "\" and the password")
                .orElse("requires a user and a password");
        String verb = known.isPresent() ? "check" : "set";
        String remedy = server.hint().orElse(verb + " SUPERVISOR_USERNAME and SUPERVISOR_PASSWORD");
        return new SupervisorUnreachable(
                "the server at " + server.url() + " " + tried + " (401): " + remedy, null, true);
    }

    static SupervisorUnreachable timeout(ServerUrl url, Throwable cause) {
        return new SupervisorUnreachable(
                "no answer from " + url
                        + " in time: is supervisord stopped or hung, or does another server listen there?",
                cause);
    }

    static SupervisorUnreachable unexpectedStatus(ServerUrl url, int status) {
        return new SupervisorUnreachable(
                "the server at " + url + " answered HTTP " + status + ": is it supervisord's?", null, true);
    }

    static SupervisorUnreachable notXmlRpc(ServerUrl url, Throwable cause) {
        return new SupervisorUnreachable(
                "the server at " + url + " answered with something that is not XML-RPC: is it supervisord's?",
                cause,
                true);
    }

    static SupervisorUnreachable tooLarge(ServerUrl url, AnswerTooLarge cause) {
        return new SupervisorUnreachable(
                "the answer from the server at " + url + " is too large (" + cause.getMessage()
                        + "): is it supervisord's?",
                cause,
                true);
    }

    static SupervisorUnreachable broken(ServerUrl url, Throwable cause) {
        return new SupervisorUnreachable("the connection to " + url + " broke: " + reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
