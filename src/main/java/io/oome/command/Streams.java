package io.oome.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The real stdin and stdout. In this program System.out is stderr, so that no library can write into the protocol. */
public record Streams(InputStream in, OutputStream out, PrintWriter writer) {

    public Streams(InputStream in, OutputStream out) {
        this(in, new Stdout(out));
    }

    private Streams(InputStream in, Stdout out) {
        this(in, out, new PrintWriter(out, true, StandardCharsets.UTF_8));
    }

    /**
     * Whether output was lost, to a full disk or a closed stdout: a PrintWriter never throws. A reader that has seen
     * enough, such as head(1), does not count.
     */
    boolean areBroken() {
        return writer.checkError() && !(out instanceof Stdout stdout && stdout.readerIsGone);
    }

    private static final class Stdout extends FilterOutputStream {

        private volatile boolean readerIsGone;

        Stdout(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                // The text of EPIPE; Java gives nothing else.
                readerIsGone = "Broken pipe".equals(e.getMessage());
                throw e;
            }
        }
    }
}
