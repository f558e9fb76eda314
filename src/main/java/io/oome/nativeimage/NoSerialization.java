package io.oome.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.vertx.core.impl.SerializableUtils.ObjectInputStreamFactory;

/**
 * Vert.x serializes messages of its event bus; this program sends none. Together with the keystores of JCEKS (see
 * {@link UnusedAlgorithms}) nothing else reaches Java's serialization: 0.4 MB.
 */
@TargetClass(className = "io.vertx.core.impl.SerializableUtils")
final class NoSerialization {

    private NoSerialization() {}

    @Substitute
    @SuppressWarnings("unused")
    public static byte[] toBytes(Object object) {
        throw new UnsupportedOperationException("this executable can't serialize objects");
    }

    @Substitute
    @SuppressWarnings("unused")
    public static Object fromBytes(byte[] bytes, ObjectInputStreamFactory factory) {
        throw new UnsupportedOperationException("this executable can't serialize objects");
    }
}
