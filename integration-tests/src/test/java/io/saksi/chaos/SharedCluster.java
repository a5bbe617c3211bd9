package io.saksi.chaos;

import io.saksi.chaos.cluster.ClusterSpec;
import io.saksi.chaos.cluster.ContainerCluster;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the stories a cluster of three, the same one to each, and clients of its own to each. A
 * story that fails leaves its logs, and takes the cluster with it: the next one gets a new one.
 */
final class SharedCluster implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(SharedCluster.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext story) {
    return parameter.getParameter().getType() == Run.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext story) {
    ContainerCluster cluster =
        shared(story)
            .getOrComputeIfAbsent(ContainerCluster.class, _ -> start(), ContainerCluster.class);
    return new Run(story.getRequiredTestClass().getSimpleName(), cluster);
  }

  private static ContainerCluster start() {
    try {
      return ContainerCluster.start(ClusterSpec.ofThree());
    } catch (Exception e) {
      throw new AssertionError("the cluster does not start: " + e.getMessage(), e);
    }
  }

  @Override
  public void afterEach(ExtensionContext story) {
    if (story.getExecutionException().isPresent()) {
      ContainerCluster cluster =
          shared(story).remove(ContainerCluster.class, ContainerCluster.class);
      if (cluster != null) {
        cluster.keepLogs(story.getRequiredTestClass().getSimpleName());
        cluster.close();
      }
    }
  }

  /** The root's store closes what is in it after the last test. */
  private static ExtensionContext.Store shared(ExtensionContext story) {
    return story.getRoot().getStore(HERE);
  }
}
