package io.oome.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The memory cgroup of a process, cgroups(7). /proc/PID/cgroup names it relative to the mount of its hierarchy, and
 * /proc/PID/mountinfo says where that is:
 *
 * <pre>
 * 4:memory:/docker/4d6d
 * 0::/system.slice/docker-4d6d.scope
 *
 * 35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
 * 41 31 0:38 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw
 * </pre>
 *
 * A version 1 hierarchy with the memory controller takes precedence: version 2 then lacks it.
 *
 * @param file with a line {@code oom_kill N}; empty if none is visible
 */
public record MemoryCgroup(Optional<Path> file) {

    private static final String V2_FILE = "memory.events";
    private static final String V1_FILE = "memory.oom_control";
    private static final String COUNT = "oom_kill ";

    /** A mounted cgroup hierarchy: which part of it is mounted, and where. */
    private record Mount(Path root, Path point, String type, List<String> options) {

        /** Empty for another type of file system. */
        static Optional<Mount> parse(String line) {
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ");
            String[] right = halves.length < 2 ? new String[0] : halves[1].split(" ");
            if (left.length < 5 || right.length < 3 || !right[0].startsWith("cgroup")) {
                return Optional.empty();
            }
            List<String> options = List.of(right[2].split(","));
            return Optional.of(new Mount(path(left[3]), path(left[4]), right[0], options));
        }

        /** mountinfo writes a space as {@code \040}. */
        private static Path path(String escaped) {
            return Path.of(escaped.replace("\\040", " "));
        }

        boolean isV2() {
            return type.equals("cgroup2");
        }

        boolean hasMemory() {
            return isV2() || options.contains("memory");
        }

        /** In a container the mount can be the cgroup itself, under a name that only the host knows. */
        Path find(Path cgroup) {
            return cgroup.startsWith(root)
                    ? point.resolve(root.relativize(cgroup).toString())
                    : point;
        }
    }

    public static MemoryCgroup of(Proc proc, int pid) {
        Optional<String> cgroup = proc.text(pid, "cgroup").known();
        Optional<String> mountinfo = proc.text(pid, "mountinfo").known();
        return cgroup.isEmpty() || mountinfo.isEmpty()
                ? new MemoryCgroup(Optional.empty())
                : find(cgroup.get(), mountinfo.get(), Path.of("/"));
    }

    /**
     * @param files the root of mountinfo's paths
     */
    static MemoryCgroup find(String cgroup, String mountinfo, Path files) {
        Optional<Path> v1 = cgroupPath(cgroup, "memory");
        Optional<Path> path = v1.or(() -> cgroupPath(cgroup, ""));
        return new MemoryCgroup(path.flatMap(it -> mountinfo
                .lines()
                .flatMap(line -> Mount.parse(line).stream())
                .filter(mount -> mount.hasMemory() && mount.isV2() == v1.isEmpty())
                .findFirst()
                .flatMap(mount -> file(files, mount, it))));
    }

    /** {@code 4:memory:/x} for a controller, {@code 0::/x} for none: that is version 2. */
    private static Optional<Path> cgroupPath(String cgroup, String controller) {
        return cgroup.lines()
                .map(line -> line.split(":", 3))
                .filter(fields ->
                        fields.length == 3 && List.of(fields[1].split(",")).contains(controller))
                .map(fields -> Path.of(fields[2]).normalize())
                .findFirst();
    }

    /** In version 2 a cgroup below the container's can lack the memory controller. */
    private static Optional<Path> file(Path files, Mount mount, Path cgroup) {
        String name = mount.isV2() ? V2_FILE : V1_FILE;
        for (Path folder = mount.find(cgroup); folder.startsWith(mount.point()); folder = folder.getParent()) {
            Path file = files.resolve(Path.of("/").relativize(folder)).resolve(name);
            if (Files.exists(file)) {
                return Optional.of(file);
            }
            if (folder.getParent() == null) {
                break;
            }
        }
        return Optional.empty();
    }

    /** The number of OOM kills in this cgroup; empty if unreadable. */
    public OptionalLong oomKills() {
        if (file.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return Files.readString(file.get())
                    .lines()
                    .filter(line -> line.startsWith(COUNT))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(COUNT.length()).strip()))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
