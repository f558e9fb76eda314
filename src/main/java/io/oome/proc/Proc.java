package io.oome.proc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Linux' /proc. Its root can be set, so that it can be tested on a tree of files. */
public final class Proc {

    /** USER_HZ, the unit of starttime in /proc/PID/stat: 100 on every architecture that a JVM runs on. */
    private static final long TICKS_PER_SECOND = 100;

    /** In bytes: a stat has some 300, a status 1,400. */
    private static final int USUAL_SIZE = 2048;

    /** In bytes: a status with its 65,536 groups, or a mountinfo. */
    private static final int LARGEST = 1024 * 1024;

    private static final int LONGEST_CMDLINE = 32 * 1024;

    private static final String MOUNT_NAMESPACE = "ns/mnt";
    private static final Path ROOT = Path.of("/");

    /** Pids that are used again meanwhile could make a ring. */
    private static final int MOST_ANCESTORS = 1000;

    private final Path root;
    private final Clock clock;

    /** Our own mount namespace, which we never leave. */
    private Optional<Path> ourNamespace = Optional.empty();

    public Proc() {
        this(Path.of("/proc"), Clock.systemUTC());
    }

    public Proc(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    public Path file(int pid, String name) {
        return root.resolve(pid + "/" + name);
    }

    public Reading<ProcessStat> stat(int pid) {
        return Reading.of(file(pid, "stat"), file -> ProcessStat.parse(record(file)));
    }

    /**
     * Variables of the environment that the process was started with.
     *
     * @param wanted the names of those that are kept
     */
    public Reading<Environ> environ(int pid, Predicate<String> wanted) {
        return Reading.of(file(pid, "environ"), file -> {
            try (InputStream in = Files.newInputStream(file)) {
                return Environ.read(in, wanted);
            }
        });
    }

    public Reading<Cwd> cwd(int pid) {
        return Reading.of(file(pid, "cwd"), file -> Cwd.parse(Files.readSymbolicLink(file)));
    }

    /**
     * The first arguments that the process was started with, {@value #LONGEST_CMDLINE} bytes of them; empty for a zombie
     * and a kernel thread.
     */
    public Reading<List<String>> cmdline(int pid) {
        return Reading.of(file(pid, "cmdline"), file -> arguments(head(file, LONGEST_CMDLINE)));
    }

    /** An argument that is cut is left out. */
    private static List<String> arguments(byte[] cmdline) {
        String text = new String(cmdline, StandardCharsets.UTF_8);
        int end = cmdline.length < LONGEST_CMDLINE ? text.length() : text.lastIndexOf('\0') + 1;
        return end == 0 ? List.of() : List.of(text.substring(0, end).split("\0"));
    }

    public Reading<ProcessStatus> status(int pid) {
        return Reading.of(file(pid, "status"), file -> ProcessStatus.parse(record(file)));
    }

    /** The file that it executes, as it was started. */
    public Reading<Path> exe(int pid) {
        return Reading.of(file(pid, "exe"), Files::readSymbolicLink);
    }

    /**
     * The user that owns its folder, whether or not it may be dumped: its effective uid, at a tenth of the price of a status
     * (task_dump_owner in fs/proc/base.c).
     */
    public Reading<Integer> effectiveUid(int pid) {
        Path process = root.resolve(Integer.toString(pid));
        return Reading.of(process, it -> (Integer) Files.getAttribute(it, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    /** The text of one of its files. */
    public Reading<String> text(int pid, String name) {
        return Reading.of(file(pid, name), Proc::text);
    }

    public Reading<Integer> oomScoreAdj(int pid) {
        return Reading.of(
                file(pid, "oom_score_adj"), file -> Integer.valueOf(text(file).strip()));
    }

    /** The name of this machine; in a container that of the container. */
    public Reading<String> hostname() {
        return Reading.of(
                root.resolve("sys/kernel/hostname"), file -> text(file).strip());
    }

    /** The present run of a process. */
    public Reading<Run> run(int pid) {
        return Reading.of(file(pid, "stat"), file -> toRun(ProcessStat.parse(record(file))));
    }

    private Run toRun(ProcessStat stat) throws IOException {
        return toRun(stat, clock.instant().minus(uptime()));
    }

    /** The run that a stat tells of, by a {@link #boot} that serves for many. */
    public static Run toRun(ProcessStat stat, Instant boot) {
        Instant start = boot.plus(Duration.ofMillis(stat.startTicks() * 1000 / TICKS_PER_SECOND));
        return new Run(stat.pid(), stat.startTicks(), start);
    }

    /** Between the starts of two runs, whatever the clocks say; never negative. */
    public static Duration between(Run earlier, Run later) {
        return Duration.ofMillis(Math.max(0, later.startTicks() - earlier.startTicks()) * 1000 / TICKS_PER_SECOND);
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
        for (int hops = 0; current > 0 && current != ancestor && hops < MOST_ANCESTORS; hops++) {
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

    /**
     * The children of a process that has one thread: one file, where a pass over /proc reads hundreds. Of those that end
     * while the kernel lists them it may leave out a sibling (proc(5), /proc/PID/task/TID/children).
     */
    public Reading<Set<Integer>> children(int pid) {
        return Reading.of(file(pid, "task/" + pid + "/children"), file -> Pattern.compile(" ")
                .splitAsStream(text(file).strip())
                .filter(it -> !it.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toSet()));
    }

    /** Names our PID namespace, {@code pid:[4026531836]}; empty where that can't be read. */
    public String pidNamespace() {
        return Reading.of(root.resolve("self/ns/pid"), Files::readSymbolicLink)
                .known()
                .map(Path::toString)
                .orElse("");
    }

    /** The file system that the paths of a process are meant in. */
    public Reading<MountView> mountView(int pid) {
        return Reading.of(file(pid, "root"), link -> MountView.of(link, file(pid, MOUNT_NAMESPACE), ourNamespace()));
    }

    /** Whether its root is surely not that of its mount namespace. */
    public boolean isChrooted(int pid) {
        return Reading.of(file(pid, "root"), Files::readSymbolicLink)
                .known()
                .filter(it -> !it.equals(ROOT))
                .isPresent();
    }

    private Optional<Path> ourNamespace() {
        if (ourNamespace.isEmpty()) {
            ourNamespace = MountView.namespace(root.resolve("self/" + MOUNT_NAMESPACE));
        }
        return ourNamespace;
    }

    private static String text(Path file) throws IOException {
        byte[] bytes = head(file, LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new IOException("larger than " + LARGEST + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * A stat or a status, which the kernel hands out whole (fs/seq_file.c, single_open): a read that leaves room has got all
     * of it, and a second one, to see the end, is saved at each of them.
     */
    private static String record(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(USUAL_SIZE);
        try (ByteChannel channel = Files.newByteChannel(file)) {
            channel.read(bytes);
        }
        return bytes.hasRemaining()
                ? new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                : text(file);
    }

    /** Files of /proc have no size; Files.readAllBytes begins such a one with 8 KB, and most are much smaller. */
    private static byte[] head(Path file, int most) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(USUAL_SIZE);
        try (ByteChannel channel = Files.newByteChannel(file)) {
            while (channel.read(bytes) >= 0 && bytes.position() < most) {
                if (!bytes.hasRemaining()) {
                    bytes = ByteBuffer.allocate(4 * bytes.capacity()).put(bytes.flip());
                }
            }
        }
        return Arrays.copyOf(bytes.array(), Math.min(bytes.position(), most));
    }
}
