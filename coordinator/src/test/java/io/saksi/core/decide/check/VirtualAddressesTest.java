package io.saksi.core.decide.check;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.members;
import static io.saksi.core.States.report;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.NodeId;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.VipFacts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is wrong with virtual addresses, and on which node. */
class VirtualAddressesTest {
  private static NodeReport holding(
      NodeId node, String address, boolean held, VipFacts.Trouble.Kind trouble) {
    VipFacts.Address one =
        new VipFacts.Address(
            address,
            VipFacts.Role.WRITE,
            "",
            held,
            Optional.ofNullable(trouble).map(kind -> new VipFacts.Trouble(kind, "the evidence")));
    return report(node, E1, crashed()).with(new VipFacts(List.of(one), Set.of(), 0, false));
  }

  private static List<Problem> all(NodeReport... reports) {
    return Problem.all(members(), heard(members(), reports), time(10_100));
  }

  @Test
  void anAddressThatTwoNodesHoldIsNamedWithBoth() {
    assertThat(all(holding(A, "10.0.0.1", true, null), holding(B, "10.0.0.1", true, null)))
        .containsExactly(new Problem(ProblemCode.VIP_HELD_TWICE, B, "10.0.0.1 is on [a, b]"));
  }

  @Test
  void anAddressThatOneHoldsAndOthersOnlyCouldIsAsItShouldBe() {
    assertThat(
            all(
                holding(A, "10.0.0.1", true, null),
                holding(B, "10.0.0.1", false, null),
                holding(C, "10.0.0.2", true, null)))
        .isEmpty();
  }

  @Test
  void troubleIsToldWithItsEvidence() {
    assertThat(
            all(
                holding(A, "10.0.0.1", false, VipFacts.Trouble.Kind.CONFLICT),
                holding(B, "10.0.0.1", false, VipFacts.Trouble.Kind.FAILED)))
        .containsExactly(
            new Problem(ProblemCode.VIP_CONFLICT, A, "10.0.0.1: the evidence"),
            new Problem(ProblemCode.VIP_FAILED, B, "10.0.0.1: the evidence"));
  }
}
