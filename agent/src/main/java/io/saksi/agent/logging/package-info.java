/** How a process writes its log: one line an event, to standard error, for whoever collects it. */
package io.saksi.agent.logging;
