package io.oome.scan;

import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessConfig;
import io.oome.supervisor.Supervisor;
import java.util.List;
import java.util.Optional;

/** What getAllConfigInfo says; asked at most once a scan, and only where /proc does not tell. */
public final class Programs {

    private final Supervisor supervisor;
    private List<ProcessConfig> configs;

    public Programs(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    public Optional<String> directory(Namespec process) {
        return config(process).flatMap(ProcessConfig::directory);
    }

    public Optional<Integer> uid(Namespec process) {
        return config(process).flatMap(ProcessConfig::uid);
    }

    private Optional<ProcessConfig> config(Namespec process) {
        if (configs == null) {
            configs = supervisor.getAllConfigInfo();
        }
        return configs.stream().filter(it -> it.namespec().equals(process)).findFirst();
    }
}
