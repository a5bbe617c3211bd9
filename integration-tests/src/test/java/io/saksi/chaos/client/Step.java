package io.saksi.chaos.client;

/**
 * What became of one transaction.
 *
 * @param acknowledged it wrote something, and the client was told that it is safe
 * @param connectionIsFine the connection may be used again
 */
public record Step(boolean acknowledged, boolean connectionIsFine) {
  static Step read(Attempt<?> attempt) {
    return new Step(false, attempt.connectionIsFine());
  }

  static Step write(Attempt<?> attempt) {
    return new Step(
        attempt.outcome() == io.saksi.chaos.check.Outcome.OK, attempt.connectionIsFine());
  }
}
