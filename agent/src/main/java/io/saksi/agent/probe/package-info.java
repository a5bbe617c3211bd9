/**
 * Finds out whether this node can make a commit durable, and what is in the way: PostgreSQL, its
 * disk, space, connections, or the standbys. Whatever hangs hangs a thread of this package, never
 * the agent.
 */
package io.saksi.agent.probe;
