/**
 * Long runs: a schedule that a seed determines, a cluster it is carried out on, what the clients
 * and the agents showed meanwhile, and a report of it.
 */
package io.saksi.chaos.run;
