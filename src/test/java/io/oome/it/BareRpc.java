package io.oome.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * XML-RPC over a bare socket, without any code of the program under test. Waiting for a state asks so often that
 * supervisorctl, at 150 ms of Python per call, would starve what it waits for.
 */
final class BareRpc {

    /** Parses part of an answer: {@code <name>pid</name>\n<value><int>4711</int></value>}. */
    private static final String MEMBER = "<name>%s</name>\\s*<value><\\w+>([^<]*)</";

    private static final String BAD_NAME = "10";

    private final SupervisordConfig config;

    BareRpc(SupervisordConfig config) {
        this.config = config;
    }

    record Info(String statename, long pid) {}

    /** Empty if supervisord has no process of that name. */
    Optional<Info> processInfo(String name) {
        String answer =
                call("supervisor.getProcessInfo", "<param><value><string>" + name + "</string></value></param>");
        Optional<String> fault = member("faultCode", answer);
        if (fault.isEmpty()) {
            return Optional.of(new Info(
                    member("statename", answer).orElseThrow(() -> new AssertionError(answer)),
                    Long.parseLong(member("pid", answer).orElseThrow())));
        }
        if (!fault.get().equals(BAD_NAME)) {
            throw new AssertionError("getProcessInfo " + name + " said: " + answer);
        }
        return Optional.empty();
    }

    /** Whether a supervisord answers, and has this pid. */
    boolean reaches(long pidOfSupervisord) {
        try {
            return call("supervisor.getPID", "").contains("<int>" + pidOfSupervisord + "</int>");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static Optional<String> member(String name, String answer) {
        Matcher matcher = Pattern.compile(MEMBER.formatted(name)).matcher(answer);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private String call(String method, String params) {
        String body = "<?xml version='1.0'?><methodCall><methodName>" + method + "</methodName><params>" + params
                + "</params></methodCall>";
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST /RPC2 HTTP/1.0\r\nContent-Type: text/xml\r\n" + authorization() + "Content-Length: "
                + content.length + "\r\n\r\n";
        try (SocketChannel channel = SocketChannel.open(address())) {
            channel.write(ByteBuffer.wrap((head + body).getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(config.serverUrl(), e);
        }
    }

    private SocketAddress address() {
        URI url = URI.create(config.serverUrl());
        return url.getScheme().equals("unix")
                ? UnixDomainSocketAddress.of(Path.of(url.getPath()))
                : new InetSocketAddress(url.getHost(), url.getPort());
    }

    private String authorization() {
        if (config.user() == null) {
            return "";
        }
        String both = config.user() + ":" + config.password();
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }
}
