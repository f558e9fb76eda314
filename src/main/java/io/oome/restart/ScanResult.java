package io.oome.restart;

import io.oome.supervisor.NamePattern;
import java.util.List;
import java.util.Optional;

/**
 * @param findings one for each selected process, in supervisord's order
 * @param unmatched what {@code -p} names, and supervisord does not have
 * @param escalation why supervisord is to be shut down, if it is
 */
public record ScanResult(List<Finding> findings, List<NamePattern> unmatched, Optional<Escalation> escalation) {}
