/**
 * A small deterministic cluster in memory: the real core drives nodes that model PostgreSQL, in
 * virtual time, under seeded faults. The Raft log is perfectly reliable here; each node applies it
 * late. The scenarios are told on it; faults by the thousand are in {@code io.saksi.simulation}.
 */
package io.saksi.core.harness;
