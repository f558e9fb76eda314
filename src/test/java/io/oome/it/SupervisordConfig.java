package io.oome.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration of a {@link RealSupervisord}, in a temporary folder that exists from the beginning, so that
 * programs can name files in it. It must be started: closing the supervisord removes the folder.
 */
public final class SupervisordConfig {

    /** A socket path has at most 107 bytes; supervisord first binds {@code PATH.PID}, then links it. */
    private static final int LONGEST_SOCKET_PATH = 107 - ".4194304".length();

    private final Path folder;
    private final Map<String, String> sections = new LinkedHashMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final StringBuilder supervisordSettings = new StringBuilder();
    private boolean unixServer = true;
    private boolean supervisorctlSection = true;
    private String inetHost = "";
    private int inetPort;
    private String user;
    private String password;
    private String passwordOfServer;

    SupervisordConfig() {
        try {
            folder = Files.createTempDirectory("sv");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (socket().toString().length() > LONGEST_SOCKET_PATH) {
            throw new IllegalStateException(socket() + " is too long for a socket: set a shorter java.io.tmpdir");
        }
    }

    /** Starts supervisord, and waits until it answers. */
    public RealSupervisord start() {
        return RealSupervisord.start(this);
    }

    public Path folder() {
        return folder;
    }

    public SupervisordConfig withoutUnixServer() {
        unixServer = false;
        return this;
    }

    /** An [inet_http_server] on a free port of the loopback address. */
    public SupervisordConfig inetServer() {
        return inetServer("127.0.0.1");
    }

    /** An [inet_http_server] on a free port; the host may be "*", or empty. */
    public SupervisordConfig inetServer(String host) {
        inetHost = host;
        inetPort = freePort();
        return this;
    }

    /** The user and password of all servers. */
    public SupervisordConfig credentials(String newUser, String newPassword) {
        user = newUser;
        password = newPassword;
        passwordOfServer = newPassword;
        return this;
    }

    /** The same, but the servers' sections contain only the {SHA} digest of the password. */
    public SupervisordConfig hashedCredentials(String newUser, String newPassword) {
        credentials(newUser, newPassword);
        passwordOfServer = "{SHA}" + sha1(newPassword);
        return this;
    }

    public SupervisordConfig withoutSupervisorctlSection() {
        supervisorctlSection = false;
        return this;
    }

    /** A variable in the environment of supervisord itself, and so of all its processes. */
    public SupervisordConfig environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** More lines of the [supervisord] section. */
    public SupervisordConfig supervisord(String... lines) {
        supervisordSettings.append(text(lines));
        return this;
    }

    /** A [program:NAME]; its output goes to files in the folder, unless the lines say otherwise. */
    public SupervisordConfig program(String name, String... lines) {
        return logged("program:" + name, name, lines);
    }

    /** An [eventlistener:NAME], likewise. Its stdout log shows its side of the protocol. */
    public SupervisordConfig eventlistener(String name, String... lines) {
        return logged("eventlistener:" + name, name, lines);
    }

    /** Any other section, such as "group:workers". */
    public SupervisordConfig section(String header, String... lines) {
        sections.put(header, text(lines));
        return this;
    }

    /** Removes a section by its header, such as "program:web". */
    public SupervisordConfig without(String header) {
        sections.remove(header);
        return this;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    Map<String, String> environment() {
        return environment;
    }

    Path file() {
        return folder.resolve("supervisord.conf");
    }

    /** Contains only a [supervisorctl] section, for the tests' own use, whatever {@link #file} contains. */
    Path supervisorctlFile() {
        return folder.resolve("supervisorctl.conf");
    }

    Path log() {
        return folder.resolve("supervisord.log");
    }

    /** The log is {@code NAME.stdout}; with numprocs {@code NAME_00.stdout} and so on. */
    Path log(String processName, String stream) {
        String name = processName.substring(processName.indexOf(':') + 1);
        return folder.resolve(name + "." + stream);
    }

    String serverUrl() {
        return unixServer ? "unix://" + socket() : inetUrl();
    }

    String inetUrl() {
        return "http://127.0.0.1:" + inetPort;
    }

    void write() {
        try {
            Files.writeString(file(), render());
            Files.writeString(supervisorctlFile(), supervisorctl());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String render() {
        StringBuilder text = new StringBuilder();
        text.append("[supervisord]\n")
                .append("logfile=%(here)s/supervisord.log\n")
                .append("logfile_maxbytes=0\n")
                .append("pidfile=%(here)s/supervisord.pid\n")
                .append("childlogdir=%(here)s\n")
                .append(supervisordSettings)
                .append("\n[rpcinterface:supervisor]\n")
                .append("supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n");
        if (unixServer) {
            text.append("\n[unix_http_server]\nfile=").append(escaped(socket().toString()));
            text.append("\n").append(credentialLines(passwordOfServer));
        }
        if (inetPort > 0) {
            text.append("\n[inet_http_server]\nport=")
                    .append(inetHost)
                    .append(':')
                    .append(inetPort);
            text.append("\n").append(credentialLines(passwordOfServer));
        }
        if (supervisorctlSection) {
            text.append("\n").append(supervisorctl());
        }
        sections.forEach((header, lines) -> text.append("\n[%s]\n%s".formatted(header, lines)));
        return text.toString();
    }

    private String supervisorctl() {
        return "[supervisorctl]\nserverurl=" + escaped(serverUrl()) + "\n" + credentialLines(password);
    }

    private String credentialLines(String shownPassword) {
        return user == null ? "" : "username=%s%npassword=%s%n".formatted(escaped(user), escaped(shownPassword));
    }

    private SupervisordConfig logged(String header, String name, String... lines) {
        List<String> given = text(lines).lines().toList();
        String process = has(given, "numprocs") ? name + "_%(process_num)02d" : name;
        StringBuilder text = new StringBuilder(text(lines));
        if (!has(given, "stdout_logfile")) {
            text.append("stdout_logfile=%(here)s/").append(process).append(".stdout\n");
        }
        if (!has(given, "stderr_logfile") && !has(given, "redirect_stderr")) {
            text.append("stderr_logfile=%(here)s/").append(process).append(".stderr\n");
        }
        return section(header, text.toString());
    }

    private Path socket() {
        return folder.resolve("sock");
    }

    private static boolean has(List<String> lines, String key) {
        return lines.stream().anyMatch(line -> line.matches(key + "\\s*=.*"));
    }

    private static String text(String... lines) {
        return String.join("\n", Arrays.stream(lines).map(String::strip).toList()) + "\n";
    }

    /** supervisord expands each value as a Python format. */
    private static String escaped(String value) {
        return value.replace("%", "%%");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(sha1.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
