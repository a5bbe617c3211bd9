/**
 * A deterministic cluster in memory: the real core drives nodes that model PostgreSQL, agents,
 * guards, Raft, disks, network and clients, in virtual time, under seeded faults. One seed, one
 * run: {@link io.saksi.simulation.Replay} shows a failing one step by step, {@link
 * io.saksi.simulation.Shrinker} finds the faults that matter.
 */
package io.saksi.simulation;
