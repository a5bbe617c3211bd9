/**
 * What a node had that the history has not: read from WAL that was saved before a rewind or a
 * clone, classed, and kept for people.
 */
package io.saksi.agent.divergence;
