/**
 * The Raft peer of an agent, on Apache Ratis: it replicates opaque bytes and knows nothing of what
 * they mean. {@link io.saksi.raft.RaftNode} is the way in; {@link io.saksi.raft.ReplicatedState} is
 * what the pure core plugs in; {@link io.saksi.raft.RaftWatchdog} ends the process where Ratis
 * would leave a live process with a dead server.
 */
package io.saksi.raft;
