package io.oome.restart;

import io.oome.scan.Claim;
import io.oome.scan.FlagPath;
import io.oome.scan.Sighting.Present;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One claim, and the processes whose restart hangs on it: mostly one; several where they share the path of their flag.
 * It is taken by the first and ended by the last.
 */
final class SharedClaim {

    private static final Logger LOG = Logger.getLogger(SharedClaim.class);

    enum Result {
        HELD,
        /** The flag can't be renamed, or there is nothing to be renamed: restarted all the same. */
        NOT_CLAIMABLE,
        /** Another monitor was faster. */
        LOST
    }

    private final FlagPath flag;
    private final Optional<Present> file;
    private final boolean found;
    private int members;
    private boolean allEnded = true;
    private Result result;
    private Claim claim;

    /**
     * @param file the flag, or the claim that was found
     * @param found whether it is a claim that a dead monitor has left
     */
    SharedClaim(FlagPath flag, Optional<Present> file, boolean found, int members) {
        this.flag = flag;
        this.file = file;
        this.found = found;
        this.members = members;
    }

    synchronized Result take() {
        if (result == null) {
            result = tryTake();
        }
        return result;
    }

    private Result tryTake() {
        if (file.isEmpty()) {
            return Result.NOT_CLAIMABLE;
        }
        try {
            Optional<Claim> taken = found ? Claim.takeOver(flag, file.get()) : Claim.take(flag, file.get());
            claim = taken.orElse(null);
            return taken.isPresent() ? Result.HELD : Result.LOST;
        } catch (IOException e) {
            LOG.warnf(
                    "%s can't be renamed (%s): its process is restarted without a claim; give the flag a folder that"
                            + " this program may write to",
                    flag.shown(), e);
            return Result.NOT_CLAIMABLE;
        }
    }

    /**
     * One of the processes is through.
     *
     * @param ended false if a later scan must try again
     */
    synchronized void leave(boolean ended) {
        allEnded &= ended;
        members--;
        if (members > 0 || claim == null) {
            return;
        }
        try {
            if (allEnded) {
                claim.fulfil();
            } else {
                claim.close();
            }
        } catch (IOException e) {
            LOG.warnf("%s can't be deleted (%s): delete it by hand", flag.claim(), e);
        }
    }
}
