package io.oome.supervisor;

import java.io.IOException;
import java.io.InputStream;

/** A stream that fails beyond {@link #LARGEST} bytes. */
final class BoundedInputStream extends BlockInputStream {

    /** getAllProcessInfo returns 1.3 KB per process, getAllConfigInfo 2.7 KB: 5,000 processes fit. */
    static final int LARGEST = 16 * 1024 * 1024;

    private final InputStream in;
    private int read;

    BoundedInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        read += Math.max(count, 0);
        if (read > LARGEST) {
            throw new AnswerTooLarge("more than " + LARGEST / (1024 * 1024) + " MB");
        }
        return count;
    }

    /** The answer exceeds what thousands of processes need; an endless one must not fill the monitor's memory. */
    static final class AnswerTooLarge extends IOException {

        AnswerTooLarge(String what) {
            super(what);
        }
    }
}
