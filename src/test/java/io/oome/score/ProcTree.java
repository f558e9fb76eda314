package io.oome.score;

import io.oome.proc.Proc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** A /proc of plain files, which can show what a test machine's kernel forbids. */
final class ProcTree {

    private final Path root;

    ProcTree(Path root) {
        this.root = root;
    }

    Proc proc() {
        return new Proc(root, Clock.systemUTC());
    }

    ProcTree process(int pid, int ppid, long startTicks, int score) {
        stat(pid, 'S', ppid, startTicks);
        write(pid, "oom_score_adj", score + "\n");
        return this;
    }

    void stat(int pid, char state, int ppid, long startTicks) {
        write(
                pid,
                "stat",
                "%d (a (b) c) %c %d 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 %d 1 1"
                        .formatted(pid, state, ppid, startTicks));
    }

    ProcTree capabilities(int pid, String effective) {
        write(pid, "status", "Name:\tx\nUid:\t0\t0\t0\t0\nCapEff:\t" + effective + "\n");
        return this;
    }

    String score(int pid) {
        try {
            return Files.readString(file(pid, "oom_score_adj"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(int pid, String name) {
        return root.resolve(Integer.toString(pid)).resolve(name);
    }

    private void write(int pid, String name, String text) {
        try {
            Files.createDirectories(file(pid, name).getParent());
            Files.writeString(file(pid, name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
