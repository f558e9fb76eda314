package io.oome.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kernel's oom_score_adj of live processes. */
final class Score {

    private Score() {}

    static int of(long pid) {
        try {
            return Integer.parseInt(
                    Files.readString(Path.of("/proc/" + pid + "/oom_score_adj")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The scores of a process and all its descendants, except those that end meanwhile. */
    static List<Integer> ofFamily(long pid) {
        ProcessHandle head = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(head), head.descendants())
                .flatMap(it -> ofLiving(it.pid()).stream())
                .toList();
    }

    private static Optional<Integer> ofLiving(long pid) {
        try {
            return Optional.of(of(pid));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** The processes that have the score, wherever they come from, except those that end meanwhile. */
    static List<Long> holders(int score) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> ofLiving(pid).equals(Optional.of(score)))
                .toList();
    }
}
