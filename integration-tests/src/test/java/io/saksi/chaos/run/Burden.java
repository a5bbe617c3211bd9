package io.saksi.chaos.run;

/**
 * What makes it hard for a cluster that no fault strikes.
 *
 * @param load pgbench's clients; 0: there are only our own
 * @param saturate a busy process for each core of this machine, besides
 * @param checkpoints one after the other on the primary
 */
record Burden(int load, boolean saturate, boolean checkpoints) {}
