package io.saksi.chaos.cluster;

/**
 * One thing that breaks. A fault knows how it is put in, how to see that it is there, and how it is
 * taken out; what the cluster makes of it is not its business. Several may be in at once.
 */
public sealed interface Fault
    permits NodeKilled,
        NodeFrozen,
        NodeCutOff,
        LinkCut,
        PacketsLost,
        PacketsDelayed,
        LowBandwidth,
        ProcessKilled,
        ProcessStopped,
        DiskFull,
        DiskStalled,
        DiskSlow,
        ClockJumped,
        AgentOutOfMemory,
        RaftStorageLost,
        DataLost,
        Together,
        PostgresStopped,
        SaksiStopped,
        AddressTaken,
        PowerLost,
        RollingKill,
        WalCorrupted {
  /** Puts it in; returns as soon as that is done. */
  void inject(ContainerCluster cluster) throws ChaosException;

  /** Looks, in another way than it was put in by, whether it is there. */
  boolean isInForce(ContainerCluster cluster) throws ChaosException;

  /** Takes it out; what is gone (a process, data) comes back by the cluster's own doing. */
  void heal(ContainerCluster cluster) throws ChaosException;

  /**
   * Puts it in, and makes sure.
   *
   * @throws ChaosException also where it is not in force: a run without its fault proves nothing
   */
  default void strike(ContainerCluster cluster) throws ChaosException {
    inject(cluster);
    if (!isInForce(cluster)) {
      throw new ChaosException("is not in force: " + this);
    }
  }
}
