package io.oome.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.util.Random;

/**
 * The JDK makes a secure random number generator for the names of unix sockets that are bound without one, and so
 * starts the security providers before the first connection. This program connects only.
 */
@TargetClass(className = "sun.nio.ch.UnixDomainSockets")
final class UnixSocketNames {

    @Substitute
    @SuppressWarnings("unused")
    private static Random getRandom() {
        return new Random();
    }
}
