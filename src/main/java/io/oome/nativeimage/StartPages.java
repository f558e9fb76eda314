package io.oome.nativeimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/**
 * Takes out of our memory what only the start has brought in: of the executable's code and constants two thirds are
 * needed once, to parse a command line and a configuration. What is needed again is read again, from the page cache
 * mostly. See madvise(2).
 */
public final class StartPages {

    /** Pages that are as in their file can be thrown away. */
    private static final int MADV_DONTNEED = 4;

    /** Of the others the kernel knows which are; from Linux 5.4 on, and for who owns the file. */
    private static final int MADV_PAGEOUT = 21;

    private StartPages() {}

    /** Runs what belongs to the start, and releases its pages then. */
    public static void releaseAfter(Runnable start) {
        try {
            start.run();
        } finally {
            release();
        }
    }

    /** Does nothing on a JVM. */
    public static void release() {
        boolean isNative = System.getProperty("org.graalvm.nativeimage.imagecode") != null;
        if (isNative) {
            System.gc();
            Pages.release();
        }
    }

    /** Of its own, so that a JVM never meets classes that only native-image has. */
    private static final class Pages {

        static void release() {
            try {
                String executable =
                        Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
                Mapping.parse(Files.readAllLines(Path.of("/proc/self/smaps"))).stream()
                        .filter(it -> it.path().equals(executable) || it.isCode())
                        .forEach(Pages::release);
            } catch (IOException | RuntimeException e) {
                // No smaps, or another kernel's: it stays as large as it is.
            }
        }

        private static void release(Mapping mapping) {
            if (mapping.isAsInItsFile()) {
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
