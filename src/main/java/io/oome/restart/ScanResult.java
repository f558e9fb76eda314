package io.oome.restart;

import io.oome.supervisor.NamePattern;
import java.util.List;

/**
 * @param findings one for each selected process, in supervisord's order
 * @param unmatched what {@code -p} names, and supervisord does not have
 */
public record ScanResult(List<Finding> findings, List<NamePattern> unmatched) {}
