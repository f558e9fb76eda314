package io.oome.scan;

import io.oome.supervisor.Namespec;
import io.oome.supervisor.ProcessConfig;
import io.oome.supervisor.Supervisor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What getAllConfigInfo says; called at most once a scan, and only where /proc does not tell. */
final class ConfiguredPrograms {

    private final Supervisor supervisor;
    private Map<Namespec, ProcessConfig> configs;

    ConfiguredPrograms(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    Optional<ProcessConfig> of(Namespec process) {
        if (configs == null) {
            configs = new HashMap<>();
            supervisor.getAllConfigInfo().forEach(it -> configs.put(it.namespec(), it));
        }
        return Optional.ofNullable(configs.get(process));
    }
}
