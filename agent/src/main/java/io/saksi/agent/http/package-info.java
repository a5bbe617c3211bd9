/**
 * What load balancers, probes and Prometheus are told over HTTP: the paths and answers of Patroni's
 * REST API, from what the agent has in memory. Nothing here can order anything, wait for
 * PostgreSQL, or run on the agent's event loop.
 */
package io.saksi.agent.http;
