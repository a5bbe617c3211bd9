/**
 * What each node does next: from the state that its own Raft peer applied and what it sees of
 * itself, to actions.
 */
package io.saksi.core.plan;
