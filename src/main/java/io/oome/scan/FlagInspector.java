package io.oome.scan;

import io.oome.scan.Sighting.Absent;
import io.oome.scan.Sighting.Present;
import io.oome.scan.Sighting.Refused;
import io.oome.scan.Sighting.Unreadable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says whether a file may be taken for a flag. A process names the path and we may be root: no symbolic link is
 * followed, only a regular file counts, nothing of /proc and /sys, and its owner must be who may speak for the process.
 */
public final class FlagInspector {

    private static final int ROOT = 0;

    private final int ourUid;

    /**
     * @param ourUid the user that this program runs as
     */
    public FlagInspector(int ourUid) {
        this.ourUid = ourUid;
    }

    /**
     * @param file the flag or its claim
     * @param processUid the user that the process runs as, if it is known
     */
    public Sighting look(Path file, FlagRule rule, Optional<Integer> processUid) {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(
                    file, "unix:ctime,uid,dev,isRegularFile,isSymbolicLink,fileKey", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return new Absent();
        } catch (AccessDeniedException e) {
            return new Unreadable("no permission to look for " + file);
        } catch (NotDirectoryException e) {
            return new Absent();
        } catch (IOException e) {
            return isNotDirectory(e) ? new Absent() : new Unreadable(file + ": " + e.getMessage());
        }
        return judge(file, rule, processUid, attributes);
    }

    /** ENOTDIR, for which the JDK has an exception of its own only where a directory is opened. */
    private static boolean isNotDirectory(IOException e) {
        return String.valueOf(e.getMessage()).contains("Not a directory");
    }

    private Sighting judge(Path file, FlagRule rule, Optional<Integer> processUid, Map<String, Object> attributes) {
        if (attributes.get("isSymbolicLink").equals(true)) {
            return new Refused(file + " is a symbolic link: a flag must be a regular file");
        }
        if (!attributes.get("isRegularFile").equals(true)) {
            return new Refused(file + " is not a regular file");
        }
        if (isKernels(attributes.get("dev"))) {
            return new Refused(file + " is a file of the kernel's");
        }
        int owner = (int) attributes.get("uid");
        Set<Integer> speakers = speakers(rule, processUid);
        if (!speakers.contains(owner)) {
            return new Refused(foreign(file, owner, speakers));
        }
        FileTime changed = (FileTime) attributes.get("ctime");
        return new Present(changed.toInstant(), owner, attributes.get("fileKey"));
    }

    private Set<Integer> speakers(FlagRule rule, Optional<Integer> processUid) {
        Set<Integer> speakers = new LinkedHashSet<>();
        processUid.ifPresent(speakers::add);
        if (rule.isOperators()) {
            speakers.addAll(List.of(ourUid, ROOT));
        }
        return speakers;
    }

    private static String foreign(Path file, int owner, Set<Integer> speakers) {
        String remedy = speakers.isEmpty()
                ? "the user of the process is not known; set oome-monitor.files to say where its flag is"
                : "make it as the process' user: docker exec -u "
                        + speakers.iterator().next() + " … touch " + file;
        return file + " belongs to uid " + owner + ", who may not speak for this process: " + remedy;
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
}
