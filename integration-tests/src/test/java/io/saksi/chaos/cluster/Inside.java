package io.saksi.chaos.cluster;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Commands in a running container, as its root, within a bound. */
final class Inside {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private Inside() {}

  /** What it says on both outputs, together. */
  private static final class Collected extends ResultCallback.Adapter<Frame> {
    private final StringBuilder said = new StringBuilder();

    @Override
    public void onNext(Frame frame) {
      said.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Runs a line of bash.
   *
   * @throws ChaosException if the container does not run, is frozen, or does not answer in time
   */
  static Answer bash(String container, String line) throws ChaosException {
    try (Collected collected = new Collected()) {
      String id =
          Engine.client()
              .execCreateCmd(container)
              .withUser("0")
              .withAttachStdout(true)
              .withAttachStderr(true)
              .withCmd("bash", "-c", line)
              .exec()
              .getId();
      Engine.client().execStartCmd(id).exec(collected);
      if (!collected.awaitCompletion(BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ChaosException("no answer within " + BOUND.toSeconds() + " s: " + line);
      }
      Long code = Engine.client().inspectExecCmd(id).exec().getExitCodeLong();
      return new Answer(code == null ? -1 : code, collected.said.toString());
    } catch (DockerException | IOException e) {
      throw new ChaosException(line + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted: " + line, e);
    }
  }

  /**
   * Starts a line of bash and leaves it alone. Its parent is outside of the container: the guard
   * ends descendants of its own that nobody else answers for.
   */
  static void leave(String container, String line) throws ChaosException {
    try (Collected collected = new Collected()) {
      String id =
          Engine.client()
              .execCreateCmd(container)
              .withUser("0")
              .withCmd("bash", "-c", line)
              .exec()
              .getId();
      Engine.client().execStartCmd(id).withDetach(true).exec(collected);
      if (!collected.awaitCompletion(BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ChaosException("not started within " + BOUND.toSeconds() + " s: " + line);
      }
    } catch (DockerException | IOException e) {
      throw new ChaosException(line + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted: " + line, e);
    }
  }

  /** As {@link #bash}, where anything but success is a surprise. */
  static String mustSay(String container, String line) throws ChaosException {
    Answer answer = bash(container, line);
    if (!answer.succeeded()) {
      throw new ChaosException(line + ": status " + answer.code() + ": " + answer.said());
    }
    return answer.line();
  }
}
