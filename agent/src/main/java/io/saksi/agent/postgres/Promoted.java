package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;

/**
 * A standby that became a primary.
 *
 * @param timeline the one that was allotted to it
 * @param parent the timeline that it left
 * @param switchPoint where the new history leaves the old one
 * @param end of its WAL, durable, when it was asked
 */
public record Promoted(int timeline, int parent, Lsn switchPoint, Lsn end) {}
