package io.oome.command;

import io.oome.scan.Selection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code oome_monitor all}. */
@Command(
        name = "all",
        customSynopsis = "oome_monitor [OPTIONS] all",
        description = "Watch all supervised processes. All options: oome_monitor --help.")
final class AllCommand implements Callable<Integer> {

    @ParentCommand
    private OomeMonitorCommand parent;

    @Override
    public Integer call() throws Exception {
        if (!parent.processNames().isEmpty() || parent.oomeFile().isPresent()) {
            throw new UsageException("-p and -o go with single: say single -p NAME, or all without them");
        }
        return parent.watch(Selection.ALL);
    }
}
