/** What happens in the cluster, a line each, as it happens. */
package io.saksi.agent.cli.watch;
