package io.oome.proc;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The environment that a process was started with, as /proc/PID/environ holds it: {@code A=1\0B=2\0}. */
public record Environ(Map<String, String> variables) {

    static Environ parse(byte[] bytes) {
        Map<String, String> variables = new HashMap<>();
        for (String entry : new String(bytes, StandardCharsets.UTF_8).split("\0")) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                variables.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return new Environ(variables);
    }

    /** What is kept of a process that is not asked for more: a service has dozens of variables. */
    public Environ only(Set<String> names) {
        Map<String, String> kept = new HashMap<>();
        names.forEach(name -> get(name).ifPresent(value -> kept.put(name, value)));
        return new Environ(Map.copyOf(kept));
    }

    /** An empty value is no value. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(it -> !it.isEmpty());
    }
}
