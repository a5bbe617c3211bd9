/**
 * Carries out the core's actions on this node's PostgreSQL: each one in order, none with a choice
 * of its own.
 */
package io.saksi.agent.hands;
