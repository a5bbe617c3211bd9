package io.saksi.agent.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Questions that are put side by side, each on a virtual thread of its own. */
public final class AllAtOnce {
  private AllAtOnce() {}

  /**
   * Blocks until every answer is there, or for the bound; what is not answered by then is called
   * off, and left out.
   *
   * @return in the order of the questions
   * @throws IllegalStateException if a question fails with an exception: it is to make an answer of
   *     what may happen
   */
  public static <T> List<T> of(String name, List<Supplier<T>> questions, Duration bound)
      throws InterruptedException {
    List<FutureTask<T>> asked = new ArrayList<>();
    for (Supplier<T> question : questions) {
      FutureTask<T> task = new FutureTask<>(question::get);
      Thread.ofVirtual().name(name).start(task);
      asked.add(task);
    }
    long end = System.nanoTime() + bound.toNanos();
    List<T> answers = new ArrayList<>();
    try {
      for (FutureTask<T> task : asked) {
        answer(name, task, end).ifPresent(answers::add);
      }
    } finally {
      asked.forEach(task -> task.cancel(true));
    }
    return answers;
  }

  private static <T> Optional<T> answer(String name, FutureTask<T> task, long end)
      throws InterruptedException {
    try {
      long left = Math.max(0, end - System.nanoTime());
      return Optional.of(task.get(left, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(name + ": " + e.getCause(), e.getCause());
    }
  }
}
