/**
 * Everything that touches one PostgreSQL instance (14 to 18): its files, its processes, its SQL.
 *
 * <p>{@link io.saksi.agent.postgres.PostgresInstance} is the way in. Its methods block, each with a
 * bound, and are called from virtual threads: interrupting one ends its child processes and its
 * waits at once. Nothing here decides: when to promote, revoke or rewind comes from the caller, who
 * has written the promise that an order needs <em>before</em> he gives it.
 *
 * <p>All state is in files: settings that change by reload each have a file of their own in the run
 * directory (the gate, the upstream, the sync set), so that an agent that restarts reads back what
 * its predecessor wrote. The run directory is on tmpfs: after a reboot nobody else can start this
 * PostgreSQL.
 */
package io.saksi.agent.postgres;
