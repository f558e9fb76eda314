package io.oome.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** One connection: one request, one answer. Nothing here blocks. */
final class Connection {

    private static final Logger LOG = Logger.getLogger(Connection.class);

    /** Of a request line and its headers. Prometheus sends 300 bytes, a kubelet 150. */
    private static final int LONGEST_HEAD = 8 * 1024;

    private static final int USUAL_HEAD = 1024;

    /** Written at a time: the JDK copies it to memory outside the heap, and keeps that memory. */
    private static final int PIECE = 16 * 1024;

    private final SocketChannel channel;
    private final Function<Request, Answer> pages;
    private final long begun;
    private ByteBuffer head = ByteBuffer.allocate(USUAL_HEAD);
    private ByteBuffer[] answer = {};

    Connection(SocketChannel channel, Function<Request, Answer> pages, long now) {
        this.channel = channel;
        this.pages = pages;
        this.begun = now;
    }

    long age(long now) {
        return now - begun;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Goes on as far as it can. */
    void advance(SelectionKey key) {
        try {
            if (answer.length == 0 && !hasRead()) {
                return;
            }
            if (hasWritten()) {
                close();
            } else {
                key.interestOps(SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            LOG.debugf("HTTP: %s", e.getMessage());
            close();
        }
    }

    /** Whether there is an answer now. */
    private boolean hasRead() throws IOException {
        int before = head.position();
        if (channel.read(head) < 0) {
            throw new IOException("the client is gone");
        }
        int end = endOfHead(before);
        if (end >= 0) {
            answer(new String(head.array(), 0, end, StandardCharsets.ISO_8859_1));
        } else if (head.position() >= LONGEST_HEAD) {
            send(Answer.line(431, "the request is longer than " + LONGEST_HEAD + " bytes"), "", true);
        } else if (!head.hasRemaining()) {
            head = ByteBuffer.allocate(head.capacity() * 2).put(head.flip());
        }
        return answer.length > 0;
    }

    /**
     * The offset of the empty line that ends the head; -1 if it has not come yet.
     *
     * @param from where to begin
     */
    private int endOfHead(int from) {
        for (int i = Math.max(1, from); i < head.position(); i++) {
            boolean isEmptyLine = head.get(i) == '\n'
                    && (head.get(i - 1) == '\n' || i > 1 && head.get(i - 1) == '\r' && head.get(i - 2) == '\n');
            if (isEmptyLine) {
                return i;
            }
        }
        return -1;
    }

    private void answer(String text) {
        Optional<Request> request = Request.parse(text);
        if (request.isEmpty()) {
            send(Answer.line(400, "can't read this request; send GET /metrics HTTP/1.1"), "", true);
        } else if (!request.get().isRead()) {
            send(Answer.line(405, "only GET and HEAD"), "Allow: GET, HEAD\r\n", true);
        } else {
            send(page(request.get()), "", !request.get().isHead());
        }
    }

    private Answer page(Request request) {
        try {
            return pages.apply(request);
        } catch (RuntimeException e) {
            LOG.debug("", e);
            return Answer.line(500, "internal error");
        }
    }

    private void send(Answer page, String header, boolean withBody) {
        String start = "HTTP/1.1 " + page.status() + " \r\n" + header + "Content-Type: " + page.contentType()
                + "\r\nContent-Length: " + page.body().length + "\r\nConnection: close\r\n\r\n";
        ByteBuffer first = ByteBuffer.wrap(start.getBytes(StandardCharsets.ISO_8859_1));
        answer = withBody ? new ByteBuffer[] {first, ByteBuffer.wrap(page.body())} : new ByteBuffer[] {first};
    }

    private boolean hasWritten() throws IOException {
        for (ByteBuffer part : answer) {
            while (part.hasRemaining()) {
                ByteBuffer piece = part.slice(part.position(), Math.min(PIECE, part.remaining()));
                int written = channel.write(piece);
                part.position(part.position() + written);
                if (written == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debugf("HTTP: %s", e.getMessage());
        }
    }
}
