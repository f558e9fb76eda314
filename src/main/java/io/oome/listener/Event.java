package io.oome.listener;

import java.util.HashMap;
import java.util.Map;

/**
 * A supervisord event, such as
 *
 * <pre>
 * ver:3.0 server:supervisor serial:21 pool:oome poolserial:10 eventname:PROCESS_STATE_RUNNING len:54
 * processname:web groupname:web from_state:STARTING pid:71
 * </pre>
 *
 * @param name its eventname, such as TICK_60
 * @param payload the tokens of its first line; the lines after it, in log and communication events, are dropped
 */
public record Event(String name, Map<String, String> payload) {

    public boolean isTick() {
        return name.startsWith("TICK_");
    }

    /** Parses {@code key:value key:value}, in any order; skips a token without a colon. */
    static Map<String, String> tokens(String line) {
        Map<String, String> tokens = new HashMap<>();
        for (String token : line.split(" ")) {
            int colon = token.indexOf(':');
            if (colon > 0) {
                tokens.put(token.substring(0, colon), token.substring(colon + 1));
            }
        }
        return tokens;
    }
}
