package io.oome.jvm;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The heap dump of a run's first OutOfMemoryError, if requested. HotSpot creates it with O_EXCL: if anything exists at
 * its path (a file, a dangling link, a device), HotSpot leaves that alone and writes no dump. HotSpot does not create a
 * missing folder. (heapDumper.cpp; tried with 17 and 25.)
 *
 * @param path -XX:HeapDumpPath, a file or a folder; empty for none
 * @param isZipped -XX:HeapDumpGzipLevel, which changes only a name that the JVM chooses
 */
public record HeapDump(boolean isOn, String path, boolean isZipped) {

    private static final int PATH_MAX = 4096;

    /**
     * Where the dump can be, as the process sees it; empty if none is requested. Two paths if the option contains
     * {@code %p}: JDK 25 and later replace it by the JVM's pid (JDK-8353727), earlier ones keep the two characters.
     *
     * @param pid the JVM's in its own namespace
     * @param cwd the JVM's
     */
    public List<Path> files(int pid, Path cwd, Predicate<Path> isFolder) {
        boolean isPossible = isOn && path.length() < PATH_MAX && path.indexOf('\0') < 0;
        if (!isPossible) {
            return List.of();
        }
        Set<Path> files = new LinkedHashSet<>();
        for (String named : List.of(path.replace("%p", Integer.toString(pid)), path)) {
            Path file = cwd.resolve(named);
            boolean isNamed = !named.isEmpty() && !isFolder.test(file);
            files.add(isNamed ? file : file.resolve("java_pid" + pid + (isZipped ? ".hprof.gz" : ".hprof")));
        }
        return List.copyOf(files);
    }
}
