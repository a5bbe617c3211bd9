/**
 * Fence agents: programs that turn a machine off from outside, through the interface of
 * ClusterLabs' fence-agents. Run by the Raft leader for a former primary that is silent, so that
 * its successor need not wait for the lease; what they confirm is recorded in Raft (design, section
 * 4.6). An operator's guide is in docs/fencing.md.
 */
package io.saksi.agent.fence;
