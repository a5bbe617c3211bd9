package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.workload.Verifier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the stories a cluster of three, the same one to each, whole when the story begins. After
 * each story every acknowledged row must be there. A story that fails leaves its logs, and takes
 * the cluster with it: the next one gets a new one.
 */
final class OneCluster implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(OneCluster.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext story) {
    return parameter.getParameter().getType() == TestCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext story) {
    return store(story).getOrComputeIfAbsent(TestCluster.class, _ -> start(), TestCluster.class);
  }

  private static TestCluster start() {
    try {
      return TestCluster.ofThree();
    } catch (Exception e) {
      throw new AssertionError("the cluster does not start: " + e.getMessage(), e);
    }
  }

  @Override
  public void afterEach(ExtensionContext story) throws Exception {
    TestCluster cluster = store(story).get(TestCluster.class, TestCluster.class);
    if (cluster == null) {
      return;
    }
    try {
      if (story.getExecutionException().isEmpty()) {
        Verifier.Report report = cluster.verify();
        System.out.printf(
            "%s: acknowledged %d, lost %d%n",
            story.getRequiredTestClass().getSimpleName(),
            report.acknowledged(),
            report.lostCount());
        assertThat(report.lost()).as("acknowledged rows that are lost").isEmpty();
        return;
      }
    } catch (Exception | AssertionError e) {
      discard(story, cluster);
      throw e;
    }
    discard(story, cluster);
  }

  private static void discard(ExtensionContext story, TestCluster cluster) throws Exception {
    cluster.keepLogs(story.getRequiredTestClass().getSimpleName());
    store(story).remove(TestCluster.class);
    cluster.close();
  }

  /** The root's: it closes the cluster when all tests are done. */
  private static ExtensionContext.Store store(ExtensionContext story) {
    return story.getRoot().getStore(HERE);
  }
}
