package io.saksi.agent.node;

import io.saksi.core.view.VipFacts;
import io.saksi.wire.LeaderView;

/** This node's virtual addresses, as the rest of the agent sees them. Nothing here blocks. */
public interface Addresses {
  /** Of a node without any. */
  Addresses NONE =
      new Addresses() {
        @Override
        public VipFacts facts() {
          return VipFacts.NONE;
        }

        @Override
        public void heard(LeaderView view) {}

        @Override
        public void onChange(Runnable callback) {}
      };

  /** What has become of them; from any thread. */
  VipFacts facts();

  /** A broadcast of the Raft leader was heard, or made. */
  void heard(LeaderView view);

  /** Called back, from another thread, when {@link #facts} are others. */
  void onChange(Runnable callback);
}
