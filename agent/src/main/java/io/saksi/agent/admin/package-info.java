/** What operators and routers ask an agent. */
package io.saksi.agent.admin;
