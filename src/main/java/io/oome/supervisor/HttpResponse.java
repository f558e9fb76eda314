package io.oome.supervisor;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP/1.0 answer, such as
 *
 * <pre>
 * HTTP/1.0 200 OK
 * Content-Length: 189
 * Content-Type: text/xml
 *
 * &lt;?xml version='1.0'?&gt;…
 * </pre>
 *
 * @param status {@link #NOT_HTTP} if the answer is not HTTP
 * @param body not read yet; throws an EOFException if the server closes the connection too early
 */
record HttpResponse(int status, InputStream body) {

    static final int NOT_HTTP = 0;
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.\\d (\\d{3})( .*)?");
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^Content-Length:\\s*(\\d{1,9})\\s*$");

    /**
     * Reads the head.
     *
     * @throws EOFException if the answer is empty
     */
    static HttpResponse read(InputStream answer) throws IOException {
        InputStream in = new BufferedInputStream(answer);
        String head = head(in);
        Matcher status = STATUS_LINE.matcher(head.lines().findFirst().orElse(""));
        boolean http = head.endsWith(END_OF_HEAD) && status.matches();
        if (!http) {
            return new HttpResponse(NOT_HTTP, in);
        }
        Matcher length = CONTENT_LENGTH.matcher(head);
        InputStream body = length.find() ? new Body(in, Integer.parseInt(length.group(1))) : in;
        return new HttpResponse(Integer.parseInt(status.group(1)), body);
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(512);
        int matched = 0;
        while (matched < END_OF_HEAD.length() && head.size() < LONGEST_HEAD) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            head.write(b);
            boolean matches = b == END_OF_HEAD.charAt(matched);
            boolean startsOver = b == END_OF_HEAD.charAt(0);
            matched = matches ? matched + 1 : startsOver ? 1 : 0;
        }
        if (head.size() == 0) {
            throw cut();
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static EOFException cut() {
        return new EOFException("Connection was closed");
    }

    /** Exactly Content-Length bytes. */
    private static final class Body extends BlockInputStream {
        private final InputStream in;
        private int remaining;

        Body(InputStream in, int length) {
            this.in = in;
            this.remaining = length;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (remaining == 0) {
                return -1;
            }
            int count = in.read(buffer, offset, Math.min(length, remaining));
            if (count < 0) {
                throw cut();
            }
            remaining -= count;
            return count;
        }
    }
}
