package io.oome.listener;

import java.util.HashMap;
import java.util.Map;

/**
 * An event of supervisord's, such as
 *
 * <pre>
 * ver:3.0 server:supervisor serial:21 pool:oome poolserial:10 eventname:PROCESS_STATE_RUNNING len:54
 * processname:web groupname:web from_state:STARTING pid:71
 * </pre>
 *
 * @param name its eventname, such as TICK_60
 * @param payload the tokens of its first line; what follows there is another event's affair
 */
public record Event(String name, Map<String, String> payload) {

    public boolean isTick() {
        return name.startsWith("TICK_");
    }

    /** {@code key:value key:value}, in any order; a token without a colon is passed over. */
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
