/**
 * The machine, through the JDK's foreign function interface: clocks, signals, processes. Linux 5.3
 * or newer, 64 bits. Nothing here knows PostgreSQL beyond the name of its pid file, and nothing
 * here logs: what may happen is a value, what the kernel refuses is an {@link
 * io.saksi.agent.os.OsException} with the remedy.
 */
package io.saksi.agent.os;
