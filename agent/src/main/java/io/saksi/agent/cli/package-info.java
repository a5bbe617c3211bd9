/**
 * The frame of the command line: the root command, exit codes, how failures are said, and what
 * commands share. Each command has a package of its own.
 *
 * <p>Help must answer in an instant, and picocli looks at the fields and methods of every command
 * for it: no command class has a gRPC, Netty or generated type in a field or a signature.
 */
package io.saksi.agent.cli;
