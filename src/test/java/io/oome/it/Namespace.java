package io.oome.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A mount namespace that lasts as long as the process created for it. Needs root. */
final class Namespace implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Launched holder;

    private Namespace(Launched holder) {
        this.holder = holder;
    }

    /**
     * @param mounts a shell script to run in it
     */
    static Namespace with(String mounts) {
        List<String> command =
                List.of("unshare", "-m", "sh", "-ec", mounts + "\necho mounted; exec sleep 86400", "mounts");
        Launched holder = Launcher.startCommand(Map.of(), Path.of("/"), command);
        try {
            holder.awaitOut("^mounted$", SOON);
            return new Namespace(holder);
        } catch (RuntimeException | Error e) {
            holder.close();
            throw e;
        }
    }

    /** Starts {@code oome_monitor} in it, with the default places for its journal. */
    Launched oomeMonitor(RealSupervisord supervisord, String... arguments) {
        List<String> words = new ArrayList<>(
                List.of(Launcher.program("oome_monitor").toString(), "--server-url", supervisord.serverUrl()));
        words.addAll(List.of(arguments));
        return start(Map.of(), supervisord.folder(), words);
    }

    /** Runs it as the other user, who can't inspect root's processes. */
    Launcher.Result oomeMonitorOfOtherUser(RealSupervisord supervisord, Path state, String... arguments) {
        List<String> words = List.of(OtherUser.oomeMonitorWords(supervisord, arguments));
        try (Launched monitor = start(OtherUser.environment(state), supervisord.folder(), words)) {
            monitor.endInput();
            return monitor.awaitExit(TickedListener.SOON);
        }
    }

    private Launched start(Map<String, String> environment, Path folder, List<String> words) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--mount=/proc/" + holder.pid() + "/ns/mnt"));
        command.addAll(words);
        return Launcher.startCommand(environment, folder, command);
    }

    @Override
    public void close() {
        holder.close();
    }
}
