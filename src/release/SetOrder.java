import java.util.Set;

/**
 * An agent that ends a JVM whose {@code Set.of} runs backwards, with 75: each JVM tosses a coin for that when it starts, and
 * Quarkus 3.32 generates code in the order of such a set (quarkusio/quarkus#53358). To be started again until it is content.
 */
final class SetOrder {

    private SetOrder() {}

    public static void premain(String arguments) {
        if (!Set.of("fmt", "format").iterator().next().equals("fmt")) {
            Runtime.getRuntime().halt(75);
        }
    }
}
