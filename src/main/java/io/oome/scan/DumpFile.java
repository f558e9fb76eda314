package io.oome.scan;

import io.oome.jvm.HeapDump;
import io.oome.notify.Printable;
import io.oome.proc.Cwd;
import io.oome.proc.MountView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The heap dump of a JVM's first OutOfMemoryError, examined by lstat(2) and never opened. HotSpot completes it before
 * it creates the flag.
 */
final class DumpFile {

    private static final Path ROOT = Path.of("/");

    private static final long MEBIBYTE = 1024 * 1024;

    private final ProcessFacts facts;
    private final Jvm jvm;

    DumpFile(ProcessFacts facts, Jvm jvm) {
        this.facts = facts;
        this.jvm = jvm;
    }

    /** The dump, or why none exists; empty if the JVM's options ask for none. */
    Optional<Dump> afterTheError() {
        List<Path> files = files();
        for (Path file : files) {
            Optional<BasicFileAttributes> found = attributes(file);
            if (found.isPresent()) {
                return Optional.of(
                        isOfThisRun(found.get())
                                ? new Dump(ifOwn(file), "heap dump " + Printable.brief(file) + size(found.get()))
                                : new Dump(Optional.empty(), inTheWay(file)));
            }
        }
        return files.stream()
                .findFirst()
                .map(file -> new Dump(
                        Optional.empty(),
                        "no heap dump " + Printable.brief(file)
                                + folderProblem(file).map(it -> ": " + it).orElse(": was the disk full?")));
    }

    /** Empty for another user's file: a process can name any file as its dump. */
    private Optional<Path> ifOwn(Path file) {
        try {
            Object owner = Files.getAttribute(seen(file), "unix:uid", LinkOption.NOFOLLOW_LINKS);
            return Optional.of(file)
                    .filter(any -> facts.uid().filter(owner::equals).isPresent());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Why a dump would fail; empty if nothing is known to prevent it. */
    Optional<String> obstacle() {
        List<Path> files = files();
        Optional<Path> older =
                files.stream().filter(it -> attributes(it).isPresent()).findFirst();
        return older.isPresent()
                ? older.map(DumpFile::inTheWay)
                : files.stream().findFirst().flatMap(file -> folderProblem(file)
                        .map(why -> "a heap dump would fail: " + Printable.brief(file) + ": " + why));
    }

    private List<Path> files() {
        HeapDump dump = jvm.options().heapDump();
        Optional<Path> cwd = facts.cwd().known().filter(it -> !it.deleted()).map(Cwd::path);
        Optional<Path> any = Optional.of(ROOT).filter(it -> dump.path().startsWith("/"));
        return cwd.or(() -> any)
                .map(it -> dump.files(jvm.pid(), it, this::isFolder))
                .orElse(List.of());
    }

    private boolean isFolder(Path file) {
        return attributes(file).filter(BasicFileAttributes::isDirectory).isPresent();
    }

    private Optional<String> folderProblem(Path file) {
        return new Folder(seen(file.getParent()))
                .whyNotFor(facts.uid())
                .map(it -> Printable.brief(file.getParent()) + " " + it);
    }

    private Optional<BasicFileAttributes> attributes(Path file) {
        try {
            return Optional.of(Files.readAttributes(seen(file), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path seen(Path file) {
        try {
            return facts.mountView().known().orElse(MountView.OURS).resolve(file);
        } catch (IOException e) {
            return file;
        }
    }

    private boolean isOfThisRun(BasicFileAttributes found) {
        Instant written = found.lastModifiedTime().toInstant();
        return found.isRegularFile() && !written.isBefore(facts.run().start());
    }

    private static String inTheWay(Path file) {
        return "no heap dump: " + Printable.brief(file)
                + " already exists, and HotSpot does not overwrite it; move it away";
    }

    private static String size(BasicFileAttributes file) {
        return " (" + Math.max(1, file.size() / MEBIBYTE) + " MB)";
    }
}
