package io.oome.nativeimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/**
 * Releases the memory that only startup needs: two thirds of the executable's code and constants are used once, to
 * parse the command line and the configuration. A page that is needed again is read again, mostly from the page cache.
 * See madvise(2).
 *
 * <p>Then, at rest, releases what the last scan used: the kernel maps 16 pages for each that is touched, three times
 * what a scan needs (fault_around_bytes).
 */
public final class StartPages {

    /** Discards pages: safe where they match their file. */
    private static final int MADV_DONTNEED = 4;

    /** Reclaims pages, written ones to swap: Linux 5.4 and later, for the owner of the file. */
    private static final int MADV_PAGEOUT = 21;

    private StartPages() {}

    /** Runs the startup code, then releases its pages. */
    public static void releaseAfter(Runnable start) {
        try {
            start.run();
        } finally {
            release();
        }
    }

    /** Does nothing on a JVM. */
    public static void release() {
        if (isNative()) {
            System.gc();
            Pages.release();
        }
    }

    /** Releases the executable's code and constants again, which costs nothing but to map them again. */
    public static void releaseAgain() {
        if (isNative()) {
            Pages.releaseAgain();
        }
    }

    private static boolean isNative() {
        return System.getProperty("org.graalvm.nativeimage.imagecode") != null;
    }

    /** A class of its own: a JVM must never load classes that only native-image has. */
    private static final class Pages {

        /** Code and constants. */
        private static volatile List<Mapping> unchanged = List.of();

        static void release() {
            try {
                String executable =
                        Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
                List<Mapping> mappings = Mapping.parse(Files.readAllLines(Path.of("/proc/self/smaps"))).stream()
                        .filter(it -> it.path().equals(executable) || it.isCode())
                        .toList();
                mappings.forEach(Pages::release);
                unchanged = mappings.stream().filter(Mapping::isUnchanged).toList();
            } catch (IOException | RuntimeException e) {
                // No smaps, or an unknown format of it: keep the memory.
            }
        }

        static void releaseAgain() {
            unchanged.forEach(it -> advise(it, MADV_DONTNEED));
        }

        private static void release(Mapping mapping) {
            if (mapping.isUnchanged()) {
                advise(mapping, MADV_DONTNEED);
            } else if (mapping.isWritable()) {
                advise(mapping, MADV_PAGEOUT);
            }
        }

        private static void advise(Mapping mapping, int advice) {
            madvise(WordFactory.pointer(mapping.start()), WordFactory.unsigned(mapping.length()), advice);
        }

        @CFunction
        private static native int madvise(Pointer address, UnsignedWord length, int advice);
    }
}
