package io.oome.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A service that runs out of memory, and lives on without working. It waits for the file that its argument names,
 * deletes it, then allocates until OutOfMemoryError; without an argument it does so at once. Afterwards it waits for a
 * signal. The second argument says what to exhaust: heap, array or metaspace.
 */
public final class LeakingJvm {

    private static final int CHUNK = 256 * 1024;

    private LeakingJvm() {}

    public static void main(String... args) throws IOException, InterruptedException {
        System.out.println("started pid " + ProcessHandle.current().pid());
        if (args.length > 0) {
            awaitTrigger(Path.of(args[0]));
        }
        try {
            System.out.println("leaked " + leak(args.length > 1 ? args[1] : "heap"));
        } catch (OutOfMemoryError e) {
            System.out.println("OutOfMemoryError");
        }
        Thread.sleep(Long.MAX_VALUE);
    }

    private static void awaitTrigger(Path trigger) throws IOException, InterruptedException {
        while (!Files.deleteIfExists(trigger)) {
            Thread.sleep(20);
        }
    }

    private static int leak(String what) throws IOException {
        return switch (what) {
            case "array" -> new byte[Integer.MAX_VALUE].length;
            case "metaspace" -> leakMetaspace();
            default -> leakHeap();
        };
    }

    /** Never returns. The list is garbage as soon as the error leaves this method. */
    private static int leakHeap() {
        List<byte[]> chunks = new ArrayList<>();
        while (chunks.size() < Integer.MAX_VALUE) {
            chunks.add(new byte[CHUNK]);
        }
        return chunks.size();
    }

    /** A class loader takes more metaspace than heap. */
    private static int leakMetaspace() throws IOException {
        byte[] code;
        try (InputStream own = LeakingJvm.class.getResourceAsStream("LeakingJvm.class")) {
            code = own.readAllBytes();
        }
        List<Class<?>> classes = new ArrayList<>();
        while (classes.size() < Integer.MAX_VALUE) {
            classes.add(new Loader().define(code));
        }
        return classes.size();
    }

    private static final class Loader extends ClassLoader {
        Class<?> define(byte[] code) {
            return defineClass(LeakingJvm.class.getName(), code, 0, code.length);
        }
    }
}
