package io.oome.scan;

/**
 * Where a flag of a process would be, and what lies there. A process has several of them if it has several JVMs.
 */
public record Place(FlagSearch search, FlagFile flag) {}
