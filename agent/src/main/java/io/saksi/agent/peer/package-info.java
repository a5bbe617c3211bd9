/**
 * What agents say to each other over gRPC: who leads, joining, renewals, reports and the leader's
 * broadcast.
 */
package io.saksi.agent.peer;
