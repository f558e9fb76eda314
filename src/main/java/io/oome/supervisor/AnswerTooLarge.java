package io.oome.supervisor;

import java.io.IOException;

/** More came than thousands of processes need: whatever sends it, it must not fill our memory. */
final class AnswerTooLarge extends IOException {

    AnswerTooLarge(String what) {
        super(what);
    }
}
