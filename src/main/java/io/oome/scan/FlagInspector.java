package io.oome.scan;

import io.oome.notify.Printable;
import io.oome.proc.PathTrust;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decides whether a file is a flag. A process names the path, and the monitor may be root: so the path is examined by
 * lstat(2) only, and a symbolic link is never followed. Only a regular file outside /proc and /sys counts, and its
 * owner must be trusted for the process. A flag is opened or deleted only if the monitor's own user owns it, at a path
 * that no other user can change.
 */
public final class FlagInspector {

    private static final int ROOT = 0;

    /** O_RDWR does not block on a FIFO that has replaced the file; and a FIFO is not read, for its size is 0. */
    private static final Set<OpenOption> READ_WRITE_NOFOLLOW =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final int LONGEST_PID = 20;

    private final int ourUid;
    private final PathTrust trust;

    /**
     * @param ourUid the monitor's user
     */
    public FlagInspector(int ourUid) {
        this.ourUid = ourUid;
        this.trust = new PathTrust(ourUid);
    }

    /**
     * Who is trusted for a process.
     *
     * @param uid the user that it runs as, or ran as, if known; called only if the file exists
     * @param descendants the users of its living descendants; called only if another user owns the file
     */
    record Trusted(Supplier<Optional<Integer>> uid, Supplier<Set<Integer>> descendants) {}

    int ourUid() {
        return ourUid;
    }

    FlagFile look(FlagPath path, Trusted trusted) {
        Map<String, Object> attributes;
        try {
            attributes = attributes(path.path());
        } catch (NoSuchFileException | NotDirectoryException e) {
            return new FlagFile.Absent();
        } catch (AccessDeniedException e) {
            return new FlagFile.Unseen("no permission to look for " + path.text());
        } catch (IOException e) {
            return isNotDirectory(e)
                    ? new FlagFile.Absent()
                    : new FlagFile.Unseen(path.text() + ": " + Printable.brief(String.valueOf(e.getMessage())));
        }
        return judge(path, trusted, attributes);
    }

    private static Map<String, Object> attributes(Path file) throws IOException {
        return Files.readAttributes(
                file, "unix:ctime,uid,dev,ino,isRegularFile,isSymbolicLink,isDirectory", LinkOption.NOFOLLOW_LINKS);
    }

    /** ENOTDIR: the JDK throws NotDirectoryException only when it opens a directory. */
    private static boolean isNotDirectory(IOException e) {
        return String.valueOf(e.getMessage()).contains("Not a directory");
    }

    private FlagFile judge(FlagPath path, Trusted trusted, Map<String, Object> attributes) {
        if (attributes.get("isSymbolicLink").equals(true)) {
            return new FlagFile.Refused(path.text() + " is a symbolic link: a flag must be a regular file");
        }
        if (!attributes.get("isRegularFile").equals(true)) {
            boolean isFolder = attributes.get("isDirectory").equals(true);
            return new FlagFile.Refused(path.text()
                    + (isFolder ? " is a folder: remove it, or name a file in it" : " is not a regular file"));
        }
        if (isKernels(attributes.get("dev"))) {
            return new FlagFile.Refused(path.text() + " is a kernel file (/proc, /sys)");
        }
        int owner = (int) attributes.get("uid");
        Set<Integer> owners = owners(path.rule(), trusted.uid().get());
        if (!owners.contains(owner) && !trusted.descendants().get().contains(owner)) {
            return new FlagFile.Refused(foreign(path.text(), owner, owners));
        }
        boolean ours = owner == ourUid
                && path.isInOurView()
                && trust.whyNot(path.path()).isEmpty();
        return new FlagFile.Present(id(attributes), owner, ours, FlagFile.Names.NOBODY);
    }

    private static FlagId id(Map<String, Object> attributes) {
        FileTime changed = (FileTime) attributes.get("ctime");
        return new FlagId((long) attributes.get("dev"), (long) attributes.get("ino"), changed.toInstant());
    }

    private Set<Integer> owners(FlagRule rule, Optional<Integer> processUid) {
        Set<Integer> owners = new LinkedHashSet<>();
        processUid.ifPresent(owners::add);
        if (rule.isOperators()) {
            owners.addAll(List.of(ourUid, ROOT));
        }
        return owners;
    }

    private static String foreign(String file, int owner, Set<Integer> owners) {
        String remedy = owners.isEmpty()
                ? "the process's user is unknown; set oome-monitor.files to the flag's path"
                : "create it as the process's user: docker exec -u "
                        + owners.iterator().next() + " … touch " + file;
        return file + " belongs to uid " + owner + ", which is not trusted for this process: " + remedy;
    }

    private static boolean isKernels(Object device) {
        return device.equals(device("/proc")) || device.equals(device("/sys"));
    }

    private static Object device(String mount) {
        try {
            return Files.getAttribute(Path.of(mount), "unix:dev");
        } catch (IOException e) {
            return null;
        }
    }

    /** Whether any file exists there, by lstat(2). */
    public boolean isThere(FlagPath path) {
        return Files.exists(path.path(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether this flag still exists, untouched. */
    public boolean isStillThere(FlagPath path, FlagId flag) {
        return id(path).filter(flag::equals).isPresent();
    }

    /** The flag at that path now. */
    Optional<FlagId> id(FlagPath path) {
        try {
            return Optional.of(id(attributes(path.path())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean isEmpty(FlagPath path) {
        try {
            return Files.getAttribute(path.path(), "unix:size", LinkOption.NOFOLLOW_LINKS)
                    .equals(0L);
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes a flag that is ours, if it is still the same one. */
    public void delete(FlagPath path, FlagFile.Present flag) throws IOException {
        if (flag.ours() && isStillThere(path, flag.id())) {
            Files.deleteIfExists(path.path());
        }
    }

    /** The pid in a flag that is ours ({@code echo %p > FLAG}); empty for any other content. */
    Optional<Integer> pidIn(FlagPath path) {
        try (SeekableByteChannel channel = Files.newByteChannel(path.path(), READ_WRITE_NOFOLLOW)) {
            ByteBuffer content = ByteBuffer.allocate(LONGEST_PID);
            boolean plausible = channel.size() > 0 && channel.size() <= LONGEST_PID;
            if (!plausible || channel.read(content) <= 0) {
                return Optional.empty();
            }
            String text = new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII).strip();
            return text.matches("[1-9]\\d{0,8}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
