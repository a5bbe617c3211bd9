/**
 * Clusters of containers on a network of their own, and the faults that can be put into them.
 * Addresses, rules and kills touch nothing outside of that network.
 */
package io.saksi.chaos.cluster;
