package io.oome.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A misbehaving mail server. */
final class SmtpStub implements AutoCloseable {

    private static final String ENDLESS = "endless";

    private final ServerSocket server;
    private final Map<String, String> answers;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<Socket> closed = new CopyOnWriteArrayList<>();

    private SmtpStub(Map<String, String> answers) {
        this.answers = answers;
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** Accepts connections, and never answers. */
    static SmtpStub silent() {
        return new SmtpStub(Map.of());
    }

    /** Refuses every recipient, and repeats the address. */
    static SmtpStub refusing() {
        return new SmtpStub(Map.of(
                "", "220 stub ESMTP",
                "EHLO", "250 stub",
                "MAIL", "250 ok",
                "RCPT", "550 5.1.1 <ops@example.org>: no such user",
                "RSET", "250 ok",
                "QUIT", "221 bye"));
    }

    /** Sends an endless greeting. */
    static SmtpStub endless(String piece) {
        return new SmtpStub(Map.of(ENDLESS, piece));
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.size();
    }

    /** The connections that the client has not closed. */
    int open() {
        return connections.size() - closed.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            if (answers.containsKey(ENDLESS)) {
                sendForEver(socket, answers.get(ENDLESS).repeat(1000).getBytes(StandardCharsets.US_ASCII));
            }
            say(socket, "");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                say(socket, line.length() < 4 ? line : line.substring(0, 4));
            }
        } catch (IOException e) {
            // the client is gone
        }
        closed.add(socket);
    }

    private static void sendForEver(Socket socket, byte[] piece) throws IOException {
        while (true) {
            socket.getOutputStream().write(piece);
        }
    }

    private void say(Socket socket, String command) throws IOException {
        String answer = answers.isEmpty() ? null : answers.getOrDefault(command, "502 what?");
        if (answer != null) {
            OutputStream out = socket.getOutputStream();
            out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "smtp stub");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
