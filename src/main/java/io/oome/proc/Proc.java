package io.oome.proc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Linux' /proc. Its root can be set, so that it can be tested on a tree of files. */
public final class Proc {

    /** USER_HZ, the unit of starttime in /proc/PID/stat: 100 on every architecture that a JVM runs on. */
    private static final long TICKS_PER_SECOND = 100;

    /** In bytes: a stat has some 300, the environment of a service a few thousand. */
    private static final int USUAL_SIZE = 1024;

    /** include/uapi/linux/capability.h */
    private static final int CAP_SYS_RESOURCE = 24;

    private final Path root;
    private final Clock clock;

    public Proc() {
        this(Path.of("/proc"), Clock.systemUTC());
    }

    public Proc(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    public Path file(int pid, String name) {
        return root.resolve(Integer.toString(pid)).resolve(name);
    }

    public Reading<ProcessStat> stat(int pid) {
        return Reading.of(file(pid, "stat"), file -> ProcessStat.parse(text(file)));
    }

    /** The environment as the process was started with it. */
    public Reading<Environ> environ(int pid) {
        return Reading.of(file(pid, "environ"), file -> Environ.parse(bytes(file)));
    }

    public Reading<Cwd> cwd(int pid) {
        return Reading.of(file(pid, "cwd"), file -> Cwd.parse(Files.readSymbolicLink(file)));
    }

    /** The arguments that the process was started with; empty for a zombie and a kernel thread. */
    public Reading<List<String>> cmdline(int pid) {
        return Reading.of(file(pid, "cmdline"), file -> {
            String text = text(file);
            return text.isEmpty() ? List.of() : List.of(text.split("\0"));
        });
    }

    /**
     * The user that the files which the process makes belong to: the last number in {@code Uid: 0 0 0 0}. Beyond 2³¹ it
     * is negative, as the JDK's "unix:uid" is.
     */
    public Reading<Integer> uid(int pid) {
        return Reading.of(file(pid, "status"), file -> fsuid(text(file)));
    }

    private static int fsuid(String status) {
        String[] ids = statusLine(status, "Uid:").split("\\s+");
        return Integer.parseUnsignedInt(ids[ids.length - 1]);
    }

    private static String statusLine(String status, String name) {
        return status.lines()
                .filter(it -> it.startsWith(name))
                .findFirst()
                .map(it -> it.substring(name.length()).strip())
                .orElseThrow(() -> new IllegalArgumentException("no line " + name));
    }

    /** The text of one of its files. */
    public Reading<String> text(int pid, String name) {
        return Reading.of(file(pid, name), Proc::text);
    }

    public Reading<Integer> oomScoreAdj(int pid) {
        return Reading.of(
                file(pid, "oom_score_adj"), file -> Integer.valueOf(text(file).strip()));
    }

    /** Whether the process has CAP_SYS_RESOURCE in its user namespace: bit 24 of {@code CapEff: 000001fffeffffff}. */
    public Reading<Boolean> hasCapSysResource(int pid) {
        return Reading.of(file(pid, "status"), file -> {
            long effective = Long.parseUnsignedLong(statusLine(text(file), "CapEff:"), 16);
            return (effective >> CAP_SYS_RESOURCE & 1) == 1;
        });
    }

    /** The name of this machine; in a container that of the container. */
    public Reading<String> hostname() {
        return Reading.of(
                root.resolve("sys/kernel/hostname"), file -> text(file).strip());
    }

    /** The present run of a process. */
    public Reading<Run> run(int pid) {
        return Reading.of(file(pid, "stat"), file -> toRun(ProcessStat.parse(text(file))));
    }

    private Run toRun(ProcessStat stat) throws IOException {
        return toRun(stat, clock.instant().minus(uptime()));
    }

    /** The run that a stat tells of, by a {@link #boot} that serves for many. */
    public static Run toRun(ProcessStat stat, Instant boot) {
        Instant start = boot.plus(Duration.ofMillis(stat.startTicks() * 1000 / TICKS_PER_SECOND));
        return new Run(stat.pid(), stat.startTicks(), start);
    }

    /**
     * The boot on today's clock: now − uptime. btime of /proc/stat is whole seconds, and does not follow a clock that
     * was set.
     */
    public Reading<Instant> boot() {
        return Reading.of(root.resolve("uptime"), file -> clock.instant().minus(uptime()));
    }

    private Duration uptime() throws IOException {
        try {
            String seconds = text(root.resolve("uptime")).split(" ")[0];
            return Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000));
        } catch (IOException | NumberFormatException e) {
            throw new IOException(root.resolve("uptime") + " can't be read: " + e, e);
        }
    }

    /** Whether {@code ancestor} is {@code pid} itself, its parent, the parent of that … */
    public boolean isSelfOrAncestor(int ancestor, int pid) {
        int current = pid;
        while (current > 0 && current != ancestor) {
            current = stat(current).known().map(ProcessStat::ppid).orElse(0);
        }
        return current == ancestor && ancestor > 0;
    }

    /** One pass over all processes. Those that end meanwhile are left out. */
    public Map<Integer, ProcessStat> all() {
        Map<Integer, ProcessStat> all = new HashMap<>();
        for (int pid : pids()) {
            stat(pid).known().ifPresent(stat -> all.put(pid, stat));
        }
        return all;
    }

    public List<Integer> pids() {
        List<Integer> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "[0-9]*")) {
            entries.forEach(
                    entry -> pids.add(Integer.parseInt(entry.getFileName().toString())));
        } catch (IOException e) {
            throw new IllegalStateException(root + " can't be read: " + e.getMessage(), e);
        }
        return pids;
    }

    /** The file system that the paths of a process are meant in. */
    public Reading<MountView> mountView(int pid) {
        Path process = root.resolve(Integer.toString(pid));
        return Reading.of(process.resolve("root"), link -> MountView.of(root.resolve("self"), process));
    }

    private static String text(Path file) throws IOException {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /** Files of /proc have no size; Files.readAllBytes begins such a one with 8 KB, and most are much smaller. */
    private static byte[] bytes(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(USUAL_SIZE);
        try (ByteChannel channel = Files.newByteChannel(file)) {
            while (channel.read(bytes) >= 0) {
                if (!bytes.hasRemaining()) {
                    bytes = ByteBuffer.allocate(4 * bytes.capacity()).put(bytes.flip());
                }
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
