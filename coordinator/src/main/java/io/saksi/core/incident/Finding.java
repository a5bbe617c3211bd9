package io.saksi.core.incident;

import io.saksi.core.model.NodeId;

/**
 * What the leader saw when it began an election.
 *
 * @param code of the catalogue of problems, or {@code CANDIDATE_FAILED}
 * @param evidence for people
 */
public record Finding(String code, NodeId node, String evidence) {}
