package io.saksi.agent.node;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import java.util.Optional;

/**
 * What a node last saw of itself and what it is about, as a value that any thread may keep.
 *
 * @param seen what the last look found, or the last action left behind
 * @param seenAt when that look began
 * @param promised as in {@link io.saksi.core.view.NodeReport}
 * @param serves the epoch in whose name a primary was last started or promoted here
 * @param epochConfirmed when it last heard of the current epoch from a Raft leader
 * @param closing something is wanted or under way that closes the gate or ends PostgreSQL, or the
 *     postmaster has died: whatever {@code seen} says, nobody should be sent here
 */
public record OwnNode(
    Hands.Facts seen,
    Moment seenAt,
    Epoch promised,
    Epoch serves,
    Optional<Moment> epochConfirmed,
    boolean closing) {}
