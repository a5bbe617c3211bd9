package io.saksi.core.hook;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import java.util.Optional;

/**
 * The programs of one point are due.
 *
 * @param epoch of the reign that began, or that the change is to lead to
 * @param primary who leads, or was elected to; empty while nobody is
 * @param cause in one word
 */
public record HookRun(
    HookPoint point,
    Epoch epoch,
    HookRole oldRole,
    HookRole newRole,
    Optional<NodeId> primary,
    String cause) {}
