/** The one thread of an agent that owns its mutable state. */
package io.saksi.agent.loop;
