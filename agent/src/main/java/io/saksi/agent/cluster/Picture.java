package io.saksi.agent.cluster;

import io.saksi.core.model.Moment;
import io.saksi.wire.LeaderView;

/**
 * What the Raft leader last told everybody about the nodes.
 *
 * @param heardAt when it arrived here, by this node's clock
 */
public record Picture(LeaderView view, Moment heardAt) {}
