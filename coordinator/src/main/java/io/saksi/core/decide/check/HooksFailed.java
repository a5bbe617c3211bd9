package io.saksi.core.decide.check;

import io.saksi.core.view.ClusterView;
import java.util.List;

/** {@link ProblemCode#HOOK_FAILED}: what the agents say of the operator's programs. */
final class HooksFailed {
  private static final String CODED = ProblemCode.HOOK_FAILED.name() + ": ";

  private HooksFailed() {}

  static List<Problem> check(ClusterView view) {
    return view.received().values().stream()
        .map(ClusterView.Received::report)
        .flatMap(report ->
            report.trouble().stream()
                .filter(line -> line.startsWith(CODED))
                .map(line ->
                    new Problem(
                        ProblemCode.HOOK_FAILED,
                        report.node(),
                        "on " + report.node() + ": " + line.substring(CODED.length()))))
        .toList();
  }
}
