/**
 * The guard: a tiny process of its own that is the agent's parent, starts it again when it dies,
 * and kills PostgreSQL when the lease deadline passes, whatever state the agent is in (design,
 * section 5). It uses the JDK and {@code io.saksi.agent.os} alone, so that it stays small and has
 * nothing to wait for. Agent and guard speak through {@link io.saksi.agent.guard.GuardFile}.
 */
package io.saksi.agent.guard;
