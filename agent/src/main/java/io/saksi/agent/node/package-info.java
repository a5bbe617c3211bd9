/**
 * One node: what it sees of itself, what it does next, and its lease. The plan is made by the core;
 * {@link io.saksi.agent.node.Hands} carries it out.
 */
package io.saksi.agent.node;
