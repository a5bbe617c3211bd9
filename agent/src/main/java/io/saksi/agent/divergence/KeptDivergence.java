package io.saksi.agent.divergence;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What was kept of one divergence.
 *
 * @param directory where its WAL is
 * @param report as JSON; empty where none could be written
 * @param copy the whole data directory as it was, where one is kept
 * @param goesAt when retention may remove it; empty where it stays until an operator removes it
 */
public record KeptDivergence(
    String id,
    Path directory,
    Optional<String> report,
    Optional<Path> copy,
    Optional<Instant> goesAt) {}
