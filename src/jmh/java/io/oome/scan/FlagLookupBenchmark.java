package io.oome.scan;

import io.oome.proc.Cwd;
import io.oome.proc.Environ;
import io.oome.proc.MountView;
import io.oome.proc.Proc;
import io.oome.proc.ProcessStatus;
import io.oome.proc.Reading.Known;
import io.oome.proc.Run;
import io.oome.supervisor.Namespec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The cost per tick of one idle process's flag: locating it and checking whether it exists. The process names the path
 * by OOME_FILE. What /proc says of the process is given: a scan has it from the scan before.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
public class FlagLookupBenchmark {

    private static final Namespec WEB = new Namespec("web", "web");

    @Param({"absent", "present"})
    String flag;

    private Path folder;
    private Path file;
    private int uid;
    private FlagSearcher.Subject subject;
    private final FlagSearcher searcher = new FlagSearcher(Optional.empty(), Map.of(), new Proc());
    private FlagInspector inspector;

    @Setup
    public void makeFlag() throws IOException {
        folder = Files.createTempDirectory("bench-");
        file = folder.resolve("web.oome");
        if (flag.equals("present")) {
            Files.createFile(file);
        }
        uid = (int) Files.getAttribute(folder, "unix:uid");
        inspector = new FlagInspector(uid);
        ProcessFacts facts = new ProcessFacts(
                new Run(71, 1000, Instant.EPOCH),
                new Known<>(new ProcessStatus(List.of(uid, uid, uid, uid), List.of(71), 0)),
                new Known<>(new Environ(Map.of("HOME", "/srv", "OOME_FILE", file.toString()))),
                new Known<>(new Cwd(folder, false)),
                new Known<>(MountView.OURS),
                Optional.empty(),
                Optional.empty());
        subject = new FlagSearcher.Subject(WEB, Optional.of(facts), () -> new Known<>(MountView.OURS), true, true);
    }

    @TearDown
    public void removeFlag() throws IOException {
        Files.deleteIfExists(file);
        Files.delete(folder);
    }

    @Benchmark
    public FlagSearch search() {
        return searcher.search(subject, process -> Optional.empty());
    }

    @Benchmark
    public FlagFile look() {
        FlagPath path = new FlagPath(file, FlagRule.OOME_FILE, file);
        return inspector.look(path, new FlagInspector.Trusted(() -> Optional.of(uid), Set::of));
    }

    /** Both, as Scanner does. */
    @Benchmark
    public FlagFile lookup() {
        return inspector.look(
                search().found().orElseThrow(), new FlagInspector.Trusted(() -> Optional.of(uid), Set::of));
    }
}
