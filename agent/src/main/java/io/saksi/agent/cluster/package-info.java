/** The replicated state on this node, and what the node does while it leads the Raft group. */
package io.saksi.agent.cluster;
