package io.saksi.core;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.Optional;

/** A view of a node that is like another one, but for what a test is about. */
public final class Seen {
  private final NodeId self;
  private final Epoch promised;
  private Optional<InstanceId> instance;
  private Postgres postgres;
  private Gate gate;
  private final Optional<Moment> leaseDeadline;
  private Optional<Moment> epochConfirmed;
  private Optional<NodeView.ForkVerdict> fork;
  private Optional<Integer> rewindFailed;
  private boolean checkpointDue;
  private Optional<Epoch> serves;
  private boolean gateInDoubt;

  private Seen(NodeView view) {
    self = view.self();
    promised = view.promised();
    instance = view.instance();
    postgres = view.postgres();
    gate = view.gate();
    leaseDeadline = view.leaseDeadline();
    epochConfirmed = view.epochConfirmed();
    fork = view.fork();
    rewindFailed = view.rewindFailed();
    checkpointDue = view.checkpointDue();
    serves = view.serves();
    gateInDoubt = view.gateInDoubt();
  }

  public static Seen like(NodeView view) {
    return new Seen(view);
  }

  public Seen instance(Optional<InstanceId> value) {
    instance = value;
    return this;
  }

  public Seen postgres(Postgres value) {
    postgres = value;
    return this;
  }

  public Seen gate(Gate value) {
    gate = value;
    return this;
  }

  public Seen confirmed(Optional<Moment> value) {
    epochConfirmed = value;
    return this;
  }

  public Seen fork(int timeline, boolean follows) {
    fork = Optional.of(new NodeView.ForkVerdict(timeline, follows));
    return this;
  }

  public Seen rewindFailed(int timeline) {
    rewindFailed = Optional.of(timeline);
    return this;
  }

  public Seen checkpointDue(boolean value) {
    checkpointDue = value;
    return this;
  }

  public Seen serves(Optional<Epoch> value) {
    serves = value;
    return this;
  }

  public Seen gateInDoubt() {
    gateInDoubt = true;
    return this;
  }

  public NodeView view() {
    return new NodeView(
        self,
        promised,
        instance,
        postgres,
        gate,
        leaseDeadline,
        epochConfirmed,
        fork,
        rewindFailed,
        checkpointDue,
        serves,
        gateInDoubt);
  }
}
