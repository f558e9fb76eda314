package io.oome.command;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The real stdin and stdout. System.out is stderr in this program, so that no library can write into the protocol. */
public record Streams(InputStream in, OutputStream out, PrintWriter writer) {

    public Streams(InputStream in, OutputStream out) {
        this(in, out, new PrintWriter(out, true, StandardCharsets.UTF_8));
    }

    /** Whether something that was printed could not be written: a full disk, a closed stdout. A writer never throws. */
    boolean areBroken() {
        return writer.checkError();
    }
}
