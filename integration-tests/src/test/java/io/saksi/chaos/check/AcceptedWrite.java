package io.saksi.chaos.check;

/**
 * A write that one node accepted, asked of that node directly and without waiting for standbys, so
 * that only a closed gate or a dead PostgreSQL refuses it.
 *
 * @param timeline on which it was written: a later primary's is higher
 */
public record AcceptedWrite(String node, int timeline, Span span) {}
