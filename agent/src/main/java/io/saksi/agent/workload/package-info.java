/**
 * What Saksi is measured with: a {@link io.saksi.agent.workload.Writer} that inserts numbered rows
 * and remembers which were acknowledged, for how long nobody was served, and a {@link
 * io.saksi.agent.workload.Verifier} that looks for every acknowledged row afterwards.
 */
package io.saksi.agent.workload;
