/** From options to a running agent: founding, joining or coming back, and the wiring. */
package io.saksi.agent.boot;
