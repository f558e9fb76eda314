package io.oome.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The real stdin and stdout. System.out is stderr in this program, so that no library can write into the protocol. */
public record Streams(InputStream in, OutputStream out, PrintWriter writer) {

    public Streams(InputStream in, OutputStream out) {
        this(in, new Stdout(out));
    }

    private Streams(InputStream in, Stdout out) {
        this(in, out, new PrintWriter(out, true, StandardCharsets.UTF_8));
    }

    /**
     * Whether something that was printed could not be written: a full disk, a closed stdout. A writer never throws. A reader
     * that has seen enough, as head(1), is none of our troubles.
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
                // The text of EPIPE, which is all that Java gives.
                readerIsGone = "Broken pipe".equals(e.getMessage());
                throw e;
            }
        }
    }
}
