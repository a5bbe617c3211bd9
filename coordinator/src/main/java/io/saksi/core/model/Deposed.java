package io.saksi.core.model;

import java.util.Optional;

/**
 * The primary of the last reign that opened, after that reign ended and until a successor opens.
 *
 * @param fence the recorded proof that it no longer serves; without one nobody may open
 */
public record Deposed(Epoch epoch, NodeId primary, Optional<FenceProof> fence) {}
