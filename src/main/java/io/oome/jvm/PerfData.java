package io.oome.jvm;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the monitor uses of a JVM's hsperfdata file. The format is that of HotSpot's PerfDataPrologue and PerfDataEntry
 * (perfMemory.hpp), which jstat reads (sun.jvmstat.perfdata.monitor.v2_0.PerfDataBuffer); the same in 17 and 25:
 *
 * <pre>
 *  0 u4 magic, 0xcafec0c0 in either order     16 u8 time of the last change
 *  4 u1 byte order: 0 big, 1 little           24 u4 offset of the first entry
 *  5 u1 major, u1 minor version: 2.0          28 u4 number of entries
 *  7 u1 accessible: 0 until it is complete
 *  8 u4 bytes used, u4 bytes that did not fit
 *
 * an entry: 0 u4 its length, u4 offset of its name, u4 length of a vector, or 0
 *          12 u1 type as in Java's signatures, u1 flags, u1 unit, u1 variability
 *          16 u4 offset of its value
 * </pre>
 *
 * The process can write anything there: no offset is trusted.
 *
 * @param vmArgs java.rt.vmArgs: the options from environment, command line and files, separated by a space, without
 *     quotes
 * @param vmFlags java.rt.vmFlags: the options of -XX:Flags
 */
public record PerfData(String vmArgs, String vmFlags) {

    static final int LARGEST = 1024 * 1024;

    /** PerfMaxStringConstLength; java.rt.vmArgs is truncated there (tried). */
    private static final int LONGEST_STRING = 1024;

    private static final int MAGIC = 0xcafec0c0;
    private static final int BYTE_ORDER_AT = 4;
    private static final int VERSION_AT = 5;
    private static final int ACCESSIBLE_AT = 7;
    private static final int FIRST_ENTRY_AT = 24;
    private static final int VERSION = 2;
    private static final int SMALLEST_ENTRY = 20;

    private static final String VM_ARGS = "java.rt.vmArgs";
    private static final String VM_FLAGS = "java.rt.vmFlags";
    private static final Set<String> WANTED = Set.of(VM_ARGS, VM_FLAGS);
    private static final int LONGEST_NAME = 64;

    /** Whether options can be missing at the end. */
    public boolean isTruncated() {
        return isTruncated(vmArgs) || isTruncated(vmFlags);
    }

    private static boolean isTruncated(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length >= LONGEST_STRING - 1;
    }

    /**
     * @throws IOException if it is not an hsperfdata file, or not complete yet
     */
    public static PerfData parse(byte[] file) throws IOException {
        try {
            return parse(ByteBuffer.wrap(file));
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException("hsperfdata with an offset beyond its end", e);
        }
    }

    private static PerfData parse(ByteBuffer file) throws IOException {
        boolean isPerfData = file.getInt(0) == MAGIC && file.get(VERSION_AT) == VERSION;
        if (!isPerfData || file.get(ACCESSIBLE_AT) == 0) {
            throw new IOException(isPerfData ? "hsperfdata not complete yet" : "not hsperfdata of version 2");
        }
        file.order(file.get(BYTE_ORDER_AT) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        Map<String, String> strings = strings(file);
        if (!strings.containsKey(VM_ARGS)) {
            throw new IOException("hsperfdata without " + VM_ARGS);
        }
        return new PerfData(strings.get(VM_ARGS), strings.getOrDefault(VM_FLAGS, ""));
    }

    private static Map<String, String> strings(ByteBuffer file) throws IOException {
        Map<String, String> strings = new HashMap<>();
        int entry = file.getInt(FIRST_ENTRY_AT);
        int entries = file.getInt(FIRST_ENTRY_AT + 4);
        for (int i = 0; i < entries && strings.size() < WANTED.size(); i++) {
            int length = file.getInt(entry);
            if (length < SMALLEST_ENTRY || length > file.capacity() - entry) {
                throw new IOException("hsperfdata with an entry of " + length + " bytes");
            }
            string(file.slice(entry, length).order(file.order()), strings);
            entry += length;
        }
        return strings;
    }

    private static void string(ByteBuffer entry, Map<String, String> strings) {
        String name = text(entry, entry.getInt(4), LONGEST_NAME);
        int length = entry.getInt(8);
        if (entry.get(12) == 'B' && length > 0 && WANTED.contains(name)) {
            strings.putIfAbsent(name, text(entry, entry.getInt(16), length));
        }
    }

    /** The text up to a NUL, the given length, or the end of the entry. */
    private static String text(ByteBuffer entry, int offset, int longest) {
        int most = Math.min(longest, entry.capacity() - offset);
        byte[] bytes = new byte[Math.max(0, most)];
        entry.get(offset, bytes);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
