/**
 * Operators' orders: read, checked on the Raft leader against what it sees, written to the log, and
 * followed from the replicated state by any agent.
 */
package io.saksi.agent.operate;
