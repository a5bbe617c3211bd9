/**
 * What Raft holds, and how commands change it. Every rule that must hold whoever decided, however
 * late, is enforced here, at the moment of effect: epochs, versions, the list of sets in force, the
 * proof before opening.
 */
package io.saksi.core.state;
