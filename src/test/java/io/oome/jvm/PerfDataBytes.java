package io.oome.jvm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** An hsperfdata file. */
public final class PerfDataBytes {

    private static final int FIRST_ENTRY = 32;
    private static final int NAME = 20;

    private final ByteOrder order;
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private int count;

    public PerfDataBytes() {
        this(ByteOrder.LITTLE_ENDIAN);
    }

    PerfDataBytes(ByteOrder order) {
        this.order = order;
    }

    public PerfDataBytes string(String name, String value) {
        int valueAt = NAME + name.length() + 1;
        ByteBuffer entry = ByteBuffer.allocate(valueAt + value.length() + 1).order(order);
        entry.putInt(entry.capacity()).putInt(NAME).putInt(value.length() + 1);
        entry.put(new byte[] {'B', 1, 5, 1}).putInt(valueAt);
        entry.put(name.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        entries.writeBytes(entry.put(value.getBytes(StandardCharsets.US_ASCII)).array());
        count++;
        return this;
    }

    public byte[] bytes() {
        ByteBuffer file = ByteBuffer.allocate(FIRST_ENTRY + entries.size() + 500)
                .putInt(0xcafec0c0)
                .order(order);
        file.put((byte) (order == ByteOrder.BIG_ENDIAN ? 0 : 1)).put(new byte[] {2, 0, 1});
        file.putInt(entries.size()).putInt(0).putLong(0).putInt(FIRST_ENTRY).putInt(count);
        return file.put(entries.toByteArray()).array();
    }
}
