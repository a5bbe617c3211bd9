package io.saksi.agent.router;

/**
 * The router's counters at one moment.
 *
 * @param connections clients that ever connected
 * @param open sessions connected to a backend now
 * @param waiting sessions that are not yet connected, now
 * @param closedByFailover sessions that were cut because their backend stopped being what they
 *     wanted
 * @param refused clients that were sent an error by the router itself
 * @param retried attempts that a backend refused, without the client noticing
 * @param parted sessions that were ended while nothing was under way, for a planned change of roles
 */
public record RouterStats(
    long connections,
    long open,
    long waiting,
    long closedByFailover,
    long refused,
    long retried,
    long parted) {}
