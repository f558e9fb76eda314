package io.oome.listener;

import java.io.IOException;

/** The input is not supervisord's event protocol. */
public final class ProtocolException extends IOException {

    ProtocolException(String message) {
        super(message);
    }
}
