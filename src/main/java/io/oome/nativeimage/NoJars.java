package io.oome.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.nio.file.Path;
import java.util.function.Function;

/** SmallRye Config reads files in jars, of which an executable has none: without the JDK's zip file system 0.4 MB less. */
@TargetClass(className = "io.smallrye.common.classloader.ClassPathUtils")
final class NoJars {

    private NoJars() {}

    @Substitute
    @SuppressWarnings("unused")
    private static <R> R processAsJarPath(Path jar, String path, Function<Path, R> function) {
        throw new UnsupportedOperationException("this executable reads no jars: " + jar);
    }
}
