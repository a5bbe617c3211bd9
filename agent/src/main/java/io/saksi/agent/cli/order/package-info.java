/**
 * The operator's orders: switchover, failover, mode, pause, nodes, settings, and what came of it.
 */
package io.saksi.agent.cli.order;
