package io.oome.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A service that runs out of heap and lives on, sick. It waits for the file that its argument names, deletes it, then
 * allocates until OutOfMemoryError; without an argument it does so at once. Afterwards it does nothing until a signal.
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
            System.out.println("leaked " + leak().size());
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

    /** Never returns. The list is garbage as soon as the error leaves this method. */
    private static List<byte[]> leak() {
        List<byte[]> chunks = new ArrayList<>();
        while (chunks.size() < Integer.MAX_VALUE) {
            chunks.add(new byte[CHUNK]);
        }
        return chunks;
    }
}
