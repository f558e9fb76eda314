package io.oome.command;

import io.oome.scan.Selection;
import io.oome.supervisor.NamePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code oome_monitor single -p NAME}. */
@Command(
        name = "single",
        customSynopsis = "oome_monitor [OPTIONS] single -p NAME [-p NAME]... [-o FILE]",
        description = "Watch the processes that -p names. All other options: oome_monitor --help.")
final class SingleCommand implements Callable<Integer> {

    @ParentCommand
    private OomeMonitorCommand parent;

    @Override
    public Integer call() throws Exception {
        List<String> names = parent.processNames();
        if (names.isEmpty()) {
            throw new UsageException("single needs -p NAME; to watch all processes say all");
        }
        if (parent.oomeFile().isPresent() && names.size() > 1) {
            throw new UsageException("-o FILE goes with one -p only; for more set oome-monitor.files.\"NAME\"");
        }
        List<NamePattern> patterns = patterns(names);
        boolean ofSeveral =
                parent.oomeFile().filter(it -> !it.contains("%(process_name)s")).isPresent()
                        && !patterns.get(0).isExact();
        if (ofSeveral) {
            throw new UsageException("-o FILE is the flag of one process, and -p " + names.get(0)
                    + " can match several: put %(process_name)s into FILE");
        }
        return parent.watch(new Selection(patterns));
    }

    private static List<NamePattern> patterns(List<String> names) {
        List<NamePattern> patterns = new ArrayList<>();
        for (String name : names) {
            try {
                patterns.add(NamePattern.parse(name));
            } catch (IllegalArgumentException e) {
                throw new UsageException("-p " + e.getMessage());
            }
        }
        return patterns;
    }
}
