package io.oome.scan;

import java.time.Instant;

/**
 * Identifies a flag. Touching the file again makes it a new flag. One flag is acted on once, whatever the clocks say.
 *
 * @param device with {@code inode}, identifies the file
 * @param inode unique on the device
 * @param changed its ctime, which no user can set
 */
public record FlagId(long device, long inode, Instant changed) {

    boolean isOfSameFile(FlagId other) {
        return device == other.device && inode == other.inode;
    }

    /** The journal's form: {@code 2049:131842:1732190012.004000000}. */
    @Override
    public String toString() {
        return device + ":" + inode + ":" + changed.getEpochSecond() + "." + "%09d".formatted(changed.getNano());
    }

    /**
     * @throws RuntimeException if the text is not a flag id
     */
    public static FlagId parse(String text) {
        String[] parts = text.split("[:.]");
        return new FlagId(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Instant.ofEpochSecond(Long.parseLong(parts[2]), Integer.parseInt(parts[3])));
    }
}
