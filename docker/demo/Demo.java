import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A service that runs out of heap on demand, and, like real services, lives on but no longer works. The demand: {@code
 * touch} the file that its argument names.
 */
public final class Demo {

    private Demo() {}

    public static void main(String... args) throws Exception {
        Path trigger = Path.of(args[0]);
        System.out.println("pid " + ProcessHandle.current().pid() + " serves; touch " + trigger + " to make it leak");
        while (true) {
            Thread.sleep(200);
            if (Files.deleteIfExists(trigger)) {
                try {
                    leak();
                } catch (OutOfMemoryError e) {
                    System.out.println("OutOfMemoryError: alive, but no longer working");
                }
            }
        }
    }

    private static void leak() {
        List<byte[]> leaked = new ArrayList<>();
        while (true) {
            leaked.add(new byte[256 * 1024]);
        }
    }
}
