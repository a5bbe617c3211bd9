package io.saksi.chaos.cluster;

import com.github.dockerjava.api.DockerClient;
import org.testcontainers.DockerClientFactory;

/** The Docker engine of this machine. */
final class Engine {
  private Engine() {}

  /** Fails, and never skips, where there is none: a test that was not run has proven nothing. */
  static DockerClient client() {
    try {
      return DockerClientFactory.instance().client();
    } catch (IllegalStateException e) {
      throw new AssertionError(
          "no Docker engine answers; deploy/verify.sh starts one, where it may. Without one:"
              + " mvn -P without-docker",
          e);
    }
  }
}
