package io.oome.supervisor;

import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole HTTP/1.0 answer, such as
 *
 * <pre>
 * HTTP/1.0 200 OK
 * Content-Length: 189
 * Content-Type: text/xml
 *
 * &lt;?xml version='1.0'?&gt;…
 * </pre>
 *
 * @param status {@link #NOT_HTTP} where it does not look like that
 */
record HttpResponse(int status, byte[] body) {

    static final int NOT_HTTP = 0;
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^Content-Length:\\s*(\\d{1,9})\\s*$");

    /**
     * @param answer all that came until the server closed the connection
     * @throws EOFException if it closed it too early
     */
    static HttpResponse parse(byte[] answer) throws EOFException {
        if (answer.length == 0) {
            throw cut();
        }
        int endOfHead = indexOf(END_OF_HEAD, answer);
        if (endOfHead < 0) {
            return new HttpResponse(NOT_HTTP, answer);
        }
        String head = new String(answer, 0, endOfHead, StandardCharsets.ISO_8859_1);
        String[] statusLine = head.lines().findFirst().orElse("").split(" ", 3);
        boolean http = statusLine.length >= 2 && statusLine[0].startsWith("HTTP/1.") && statusLine[1].matches("\\d{3}");
        byte[] body = Arrays.copyOfRange(answer, endOfHead + END_OF_HEAD.length, answer.length);
        Matcher length = CONTENT_LENGTH.matcher(head);
        if (http && length.find() && body.length < Integer.parseInt(length.group(1))) {
            throw cut();
        }
        return new HttpResponse(http ? Integer.parseInt(statusLine[1]) : NOT_HTTP, body);
    }

    private static EOFException cut() {
        return new EOFException("Connection was closed");
    }

    private static int indexOf(byte[] wanted, byte[] bytes) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
