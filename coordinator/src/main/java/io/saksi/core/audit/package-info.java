/**
 * Who ordered what, and what came of it: kept in Raft beside the state, no ground of a decision.
 */
package io.saksi.core.audit;
