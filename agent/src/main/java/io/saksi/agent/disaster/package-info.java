/**
 * A majority of agents is gone for good: the quorum is rebuilt from what one survivor has on its
 * disk, with its agent stopped. {@link io.saksi.agent.disaster.Objections} says where that would be
 * unsafe; whoever comes back from the former group is superseded ({@link
 * io.saksi.agent.disaster.Superseded}).
 */
package io.saksi.agent.disaster;
