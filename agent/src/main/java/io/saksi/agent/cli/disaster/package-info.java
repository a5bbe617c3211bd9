/** What people type when a majority of agents is gone for good. */
package io.saksi.agent.cli.disaster;
