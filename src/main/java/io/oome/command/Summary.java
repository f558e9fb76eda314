package io.oome.command;

import io.oome.supervisor.Server;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The last line of a table. */
final class Summary {

    private Summary() {}

    /** {@code 3 processes of unix:///run/supervisor.sock (found by: --server-url): 1 to restart, 2 fine}. */
    static String of(List<?> processes, Server server, Map<String, Integer> counts) {
        int all = processes.size();
        String parts = counts.entrySet().stream()
                .map(it -> it.getValue() + " " + it.getKey())
                .collect(Collectors.joining(", "));
        String what = all + (all == 1 ? " process of " : " processes of ") + server;
        return parts.isEmpty() ? what : what + ": " + parts;
    }
}
