/**
 * Who may say what to an agent: by a certificate and what it says of its holder, or, on a network
 * that nobody else is on, by the cluster's secret.
 */
package io.saksi.agent.access;
