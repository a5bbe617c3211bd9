/**
 * A small deterministic cluster in memory: the real core drives nodes that model PostgreSQL, in
 * virtual time, under seeded faults. The Raft log is perfectly reliable here; each node applies it
 * late. One seed, one run: a failing seed can be replayed with its trace.
 */
package io.saksi.core.harness;
