package io.oome.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Another monitor: when a line comes on stdin, it takes the flag that its argument names, or the claim of it, and says
 * whether it has got it. Then it holds it until stdin ends, or until it is killed.
 */
final class OtherMonitor {

    private OtherMonitor() {}

    public static void main(String... args) throws IOException {
        Path path = Path.of(args[0]);
        FlagPath flag = new FlagPath(path, FlagRule.OPTION, path);
        boolean takesOver = args[1].equals("takeOver");
        Sighting.Present seen = ClaimTest.seen(takesOver ? flag.claim() : flag.path());
        System.out.println("ready");
        awaitLine();
        Optional<Claim> claim = takesOver ? Claim.takeOver(flag, seen) : Claim.take(flag, seen);
        System.out.println(claim.isPresent() ? "got it" : "lost");
        awaitLine();
    }

    private static void awaitLine() throws IOException {
        int c;
        do {
            c = System.in.read();
        } while (c >= 0 && c != '\n');
    }
}
