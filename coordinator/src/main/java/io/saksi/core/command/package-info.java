/**
 * What may be written to the Raft log. Each command is a value; what it does to the state is in
 * {@code core.state}.
 */
package io.saksi.core.command;
