/**
 * {@code saksi incident}: what happened, how long it took, what it cost. For people, programs and
 * reports.
 */
package io.saksi.agent.cli.incident;
