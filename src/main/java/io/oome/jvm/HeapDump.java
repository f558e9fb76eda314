package io.oome.jvm;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The heap dump of the first OutOfMemoryError of a run, if one is asked for. HotSpot makes it with O_EXCL: whatever is at
 * its path (a file, a link to nowhere, a device) is left as it is, and there is no dump. A folder that is missing is not
 * made. (heapDumper.cpp; tried with 17 and 25.)
 *
 * @param path -XX:HeapDumpPath, a file or a folder; empty for none
 * @param isZipped -XX:HeapDumpGzipLevel, which only changes the name that the JVM chooses itself
 */
public record HeapDump(boolean isOn, String path, boolean isZipped) {

    private static final int PATH_MAX = 4096;

    /**
     * Where the dump may be, as the process sees it; empty if there is to be none. Two of them where the path has a
     * {@code %p}: the JVM's pid from JDK 25 on (JDK-8353727), and before that no more than those two characters.
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
