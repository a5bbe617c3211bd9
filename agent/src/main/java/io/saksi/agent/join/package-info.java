/** How a machine becomes a node: tokens, and the agents' service that takes them. */
package io.saksi.agent.join;
