/**
 * {@code saksi status}: ask agents, and show the answer to people ({@link
 * io.saksi.agent.cli.status.StatusText}) or programs ({@link
 * io.saksi.agent.cli.status.StatusJson}).
 */
package io.saksi.agent.cli.status;
