package io.oome.supervisor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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

    static HttpResponse parse(byte[] answer) {
        int endOfHead = indexOf(END_OF_HEAD, answer);
        if (endOfHead < 0) {
            return new HttpResponse(NOT_HTTP, answer);
        }
        String head = new String(answer, 0, endOfHead, StandardCharsets.ISO_8859_1);
        String[] statusLine = head.lines().findFirst().orElse("").split(" ", 3);
        boolean http = statusLine.length >= 2 && statusLine[0].startsWith("HTTP/1.") && statusLine[1].matches("\\d{3}");
        byte[] body = Arrays.copyOfRange(answer, endOfHead + END_OF_HEAD.length, answer.length);
        return new HttpResponse(http ? Integer.parseInt(statusLine[1]) : NOT_HTTP, body);
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
