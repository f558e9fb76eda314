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

/** Linux's /proc. Tests set its root to a tree of ordinary files. */
public final class Proc {

    /** USER_HZ, the unit of starttime in /proc/PID/stat: 100 on every architecture that a JVM runs on. */
    private static final long TICKS_PER_SECOND = 100;

    /** In bytes: a stat has about 300, a status 1,400. */
    private static final int USUAL_SIZE = 2048;

    /** In bytes: a status with its 65,536 groups, or a mountinfo. */
    private static final int LARGEST = 1024 * 1024;

    private static final int LONGEST_CMDLINE = 32 * 1024;

    private static final String MOUNT_NAMESPACE = "ns/mnt";
    private static final Path ROOT = Path.of("/");

    /** Pids reused meanwhile could form a cycle. */
    private static final int MOST_ANCESTORS = 1000;

    private final Path root;
    private final Clock clock;

    /** The monitor's own mount namespace, which it never leaves. */
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
     * Variables of the process's initial environment.
     *
     * @param wanted the names of variables to keep
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
     * The process's initial arguments, from the first {@value #LONGEST_CMDLINE} bytes; empty for a zombie and a kernel
     * thread.
     */
    public Reading<List<String>> cmdline(int pid) {
        return Reading.of(file(pid, "cmdline"), file -> arguments(head(file, LONGEST_CMDLINE)));
    }

    /** Omits a truncated argument. */
    private static List<String> arguments(byte[] cmdline) {
        String text = new String(cmdline, StandardCharsets.UTF_8);
        int end = cmdline.length < LONGEST_CMDLINE ? text.length() : text.lastIndexOf('\0') + 1;
        return end == 0 ? List.of() : List.of(text.substring(0, end).split("\0"));
    }

    public Reading<ProcessStatus> status(int pid) {
        return Reading.of(file(pid, "status"), file -> ProcessStatus.parse(record(file)));
    }

    /** The file that it executes, as named when it started. */
    public Reading<Path> exe(int pid) {
        return Reading.of(file(pid, "exe"), Files::readSymbolicLink);
    }

    /**
     * The process's effective uid: the owner of its folder, whether or not it is dumpable, at a tenth of the cost of a
     * status (task_dump_owner in fs/proc/base.c).
     */
    public Reading<Integer> effectiveUid(int pid) {
        Path process = root.resolve(Integer.toString(pid));
        return Reading.of(process, it -> (Integer) Files.getAttribute(it, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    /** The text of a file of the process. */
    public Reading<String> text(int pid, String name) {
        return Reading.of(file(pid, name), Proc::text);
    }

    public Reading<Integer> oomScoreAdj(int pid) {
        return Reading.of(
                file(pid, "oom_score_adj"), file -> Integer.valueOf(text(file).strip()));
    }

    /** The hostname; in a container, the container's. */
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

    /** The run of a stat, computed with one {@link #boot} for many. */
    public static Run toRun(ProcessStat stat, Instant boot) {
        Instant start = boot.plus(Duration.ofMillis(stat.startTicks() * 1000 / TICKS_PER_SECOND));
        return new Run(stat.pid(), stat.startTicks(), start);
    }

    /** The time between the starts of two runs, whatever the clocks say; never negative. */
    public static Duration between(Run earlier, Run later) {
        return Duration.ofMillis(Math.max(0, later.startTicks() - earlier.startTicks()) * 1000 / TICKS_PER_SECOND);
    }

    /**
     * The boot time on the present clock: now − uptime. btime in /proc/stat has whole seconds, and does not follow a
     * clock that was set.
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

    /** Whether {@code ancestor} is {@code pid} itself or an ancestor of it. */
    public boolean isSelfOrAncestor(int ancestor, int pid) {
        int current = pid;
        for (int hops = 0; current > 0 && current != ancestor && hops < MOST_ANCESTORS; hops++) {
            current = stat(current).known().map(ProcessStat::ppid).orElse(0);
        }
        return current == ancestor && ancestor > 0;
    }

    /** All processes in one pass, except those that end meanwhile. */
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
     * The children of a single-threaded process, from one file instead of the hundreds that a pass over /proc reads. If a
     * child ends while the kernel lists them, a sibling can be missing (proc(5), /proc/PID/task/TID/children).
     */
    public Reading<Set<Integer>> children(int pid) {
        return Reading.of(file(pid, "task/" + pid + "/children"), file -> Pattern.compile(" ")
                .splitAsStream(text(file).strip())
                .filter(it -> !it.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toSet()));
    }

    /** The name of the monitor's PID namespace, {@code pid:[4026531836]}; empty if unreadable. */
    public String pidNamespace() {
        return Reading.of(root.resolve("self/ns/pid"), Files::readSymbolicLink)
                .known()
                .map(Path::toString)
                .orElse("");
    }

    /** The file system in which the process's paths are resolved. */
    public Reading<MountView> mountView(int pid) {
        return Reading.of(file(pid, "root"), link -> MountView.of(link, file(pid, MOUNT_NAMESPACE), ourNamespace()));
    }

    /** Whether its root certainly differs from that of its mount namespace. */
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
     * A stat or a status, which the kernel returns whole (fs/seq_file.c, single_open): a read that does not fill the
     * buffer has all of it, and needs no second read to find the end.
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

    /**
     * Files in /proc report no size; Files.readAllBytes starts with 8 KB for such a file, and most are much smaller.
     */
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
