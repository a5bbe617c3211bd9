/**
 * The router: a TCP proxy for PostgreSQL clients that follows the cluster. Its two listeners lead
 * to the open primary (read-write) and to readable standbys (read-only).
 *
 * <p>It decides nothing: a backend that it should not have been led to has its gate closed, and
 * answers so. A new connection waits here, for a bounded time, until a backend lets it in; from the
 * first byte that was passed back to the client the router only copies bytes. {@link
 * io.saksi.agent.router.ClientSession} is one client's life, step by step.
 */
package io.saksi.agent.router;
