/** How the command line reaches agents. Only here does it touch gRPC's transport. */
package io.saksi.agent.cli.rpc;
