/** From a bare host to a node: the authority, certificates, tokens, and the agent's options. */
package io.saksi.agent.cli.install;
