package io.saksi.agent.http;

import io.saksi.agent.admin.StatusSource;
import io.saksi.agent.loop.Heartbeat;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.node.OwnNode;
import io.saksi.core.model.Endpoint;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the answers are made from: everything is read from memory, on any thread, and never waits.
 *
 * @param status what {@code saksi status} is made from
 * @param own what this node last saw of itself; empty before the first look
 * @param armed until when the guard lets PostgreSQL serve, and in which epoch
 * @param heartbeat of the event loop
 * @param appliedIndex the last entry of the Raft log applied here; -1 while there is none
 * @param time of day, for people
 * @param version of Saksi
 * @param listen where these answers are given
 */
public record NodeSource(
    StatusSource status,
    Supplier<Optional<OwnNode>> own,
    Supplier<Optional<LeaseGuard.Armed>> armed,
    Heartbeat heartbeat,
    LongSupplier appliedIndex,
    Supplier<Instant> time,
    String version,
    Endpoint listen) {}
