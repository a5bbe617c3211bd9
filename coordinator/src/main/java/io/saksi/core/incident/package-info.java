/**
 * Every change of roles as an incident: what was seen, who was chosen on what positions, how long
 * each phase took and what was lost. Kept in Raft beside the state, no ground of a decision.
 */
package io.saksi.core.incident;
