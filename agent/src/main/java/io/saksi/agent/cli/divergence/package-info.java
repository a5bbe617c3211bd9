/** {@code saksi divergence}: what nodes had that the history has not, and what is kept of it. */
package io.saksi.agent.cli.divergence;
