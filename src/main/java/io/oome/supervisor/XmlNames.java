package io.oome.supervisor;

import java.nio.charset.StandardCharsets;

/** The names of elements and members, of which an answer has a few, thousands of times: each is one String. */
final class XmlNames {

    private static final int SLOTS = 64;

    private final String[] names = new String[SLOTS];

    String of(byte[] bytes, int start, int length) {
        int hash = length;
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        if (names[slot] == null || !isSame(names[slot], bytes, start, length)) {
            names[slot] = new String(bytes, start, length, StandardCharsets.UTF_8);
        }
        return names[slot];
    }

    /** Of a name beyond ASCII, false: it is made anew. */
    private static boolean isSame(String name, byte[] bytes, int start, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != bytes[start + i]) {
                return false;
            }
        }
        return true;
    }
}
