package io.oome.scan;

import java.time.Instant;

/**
 * What makes a flag this one, and not another: whoever touches the file again makes a new one of it. One and the same is
 * acted on once, whatever the clocks say.
 *
 * @param device and
 * @param inode tell the file from every other
 * @param changed its ctime, which no user can set
 */
public record FlagId(long device, long inode, Instant changed) {

    /** {@code 2049:131842:1732190012.004000000}: as the journal keeps it. */
    @Override
    public String toString() {
        return device + ":" + inode + ":" + changed.getEpochSecond() + "." + "%09d".formatted(changed.getNano());
    }

    /**
     * @throws RuntimeException if that is none
     */
    public static FlagId parse(String text) {
        String[] parts = text.split("[:.]");
        return new FlagId(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Instant.ofEpochSecond(Long.parseLong(parts[2]), Integer.parseInt(parts[3])));
    }
}
