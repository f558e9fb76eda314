package io.oome.supervisor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Interns the names of elements and members: an answer repeats a few of them thousands of times. */
final class XmlNames {

    private static final int SLOTS = 64;

    private final byte[][] spellings = new byte[SLOTS][];
    private final String[] names = new String[SLOTS];

    String of(byte[] bytes, int start, int length) {
        int hash = length;
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        byte[] known = spellings[slot];
        boolean same = known != null && Arrays.equals(known, 0, known.length, bytes, start, start + length);
        if (!same) {
            spellings[slot] = Arrays.copyOfRange(bytes, start, start + length);
            names[slot] = new String(bytes, start, length, StandardCharsets.UTF_8);
        }
        return names[slot];
    }
}
