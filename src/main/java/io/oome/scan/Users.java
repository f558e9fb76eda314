package io.oome.scan;

import io.oome.proc.MountView;
import io.oome.proc.PathTrust;
import io.oome.proc.Reading;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Resolves the user names in commands. Reads only the monitor's own /etc/passwd, passwd(5), and only if no other user
 * can write it.
 */
final class Users {

    private static final Path PASSWD = Path.of("/etc/passwd");
    private static final int MOST_LINES = 10_000;
    private static final int UID = 2;

    private final Path passwd;
    private final PathTrust trust;

    Users(int ourUid) {
        this(PASSWD, ourUid);
    }

    Users(Path passwd, int ourUid) {
        this.passwd = passwd;
        this.trust = new PathTrust(ourUid);
    }

    /**
     * @param view the file system in which the command runs
     */
    Optional<Integer> uid(String user, Reading<MountView> view) {
        if (user.matches("\\d{1,10}")) {
            return uid(user);
        }
        boolean isOurs = view.known().filter(MountView::isOurs).isPresent();
        return isOurs && trust.whyNot(passwd).isEmpty() ? named(user) : Optional.empty();
    }

    private Optional<Integer> named(String user) {
        try (BufferedReader lines = Files.newBufferedReader(passwd, StandardCharsets.ISO_8859_1)) {
            return lines.lines()
                    .limit(MOST_LINES)
                    .map(it -> it.split(":"))
                    .filter(it -> it.length > UID && it[0].equals(user))
                    .findFirst()
                    .flatMap(it -> uid(it[UID]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A uid beyond 2³¹ becomes negative, as in {@link ProcessStatus}. */
    private static Optional<Integer> uid(String number) {
        try {
            return Optional.of(Integer.parseUnsignedInt(number));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
