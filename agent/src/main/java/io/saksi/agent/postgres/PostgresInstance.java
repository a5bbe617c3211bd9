package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One PostgreSQL instance: its data directory, its processes, its SQL. Every method blocks, for
 * about its {@code bound} at most; interrupting the calling thread ends it sooner, with whatever it
 * had begun. All throw {@link PostgresException}, as {@link OutcomeUnknownException} where what was
 * asked may take effect all the same. May be used by several threads at once, but only one of the
 * methods that change the role or the data directory may run at a time.
 */
public final class PostgresInstance implements AutoCloseable {
  private final Context context;
  private final PostgresServer server;
  private final GateKeeper gate;
  private final SenderCare senderCare;

  private PostgresInstance(Context context) {
    this.context = context;
    this.server = new PostgresServer(context);
    this.gate = new GateKeeper(context, server);
    this.senderCare = new SenderCare(context);
  }

  /**
   * Touches nothing yet.
   *
   * @throws PostgresException if the secret cannot be used
   */
  public static PostgresInstance of(PostgresInstallation installation, InstanceConfig config)
      throws PostgresException {
    return of(installation, config, RejoinOptions.DEFAULT, RejoinWatch.NONE);
  }

  /**
   * The same.
   *
   * @param watch is told how far a rewind or a clone is
   */
  public static PostgresInstance of(
      PostgresInstallation installation,
      InstanceConfig config,
      RejoinOptions options,
      RejoinWatch watch)
      throws PostgresException {
    return new PostgresInstance(Context.of(installation, config, options, watch));
  }

  /** For a data directory that cannot just follow. */
  public Rejoining rejoining() {
    return new Rejoining(context, server);
  }

  /**
   * Removes what was kept of divergences that nobody was told of, the oldest first, until so many
   * bytes are free where they are kept. Only while no rejoin is under way.
   */
  public void makeRoom(long bytes) throws PostgresException {
    try {
      new Retention(context).makeRoom(bytes);
    } catch (IOException e) {
      throw context.directory().failed("make room beside", e);
    }
  }

  /** What the data directory says of its WAL. */
  public WalOnDisk wal() {
    return new WalOnDisk(context);
  }

  /** The cluster's configuration on this node. */
  public Configuring configuring() {
    return new Configuring(context, server, gate);
  }

  public InstanceConfig config() {
    return context.config();
  }

  public DataDirectory directory() {
    return context.directory();
  }

  /** The control file of the data directory, whether the server runs or not. */
  public ControlData controlData() throws PostgresException, InterruptedException {
    context.directory().requireComplete();
    return ControlData.read(context.installation(), context.config().dataDirectory());
  }

  /** Makes a new data directory with our two roles; refuses where there is data. */
  public CreatedInstance initdb(Duration bound) throws PostgresException, InterruptedException {
    return initdb("", bound);
  }

  /**
   * The same, with more in it from the start: all of it or, if a statement fails, no data directory
   * at all.
   *
   * @param sql statements of the operator, one a line; they run as superuser, in single-user mode
   */
  public CreatedInstance initdb(String sql, Duration bound)
      throws PostgresException, InterruptedException {
    return new Initializer(context.installation(), context.directory(), context.secrets())
        .initdb(sql, bound);
  }

  /** {@link #launch}, then {@link #awaitReady}: if it is still recovering, it is left running. */
  public Postmaster start(StartMode mode, Duration bound)
      throws PostgresException, InterruptedException {
    Postmaster postmaster = launch(mode);
    awaitReady(postmaster, bound);
    return postmaster;
  }

  /** Starts a server with its gate closed, and does not wait for its recovery. */
  public Postmaster launch(StartMode mode) throws PostgresException {
    return server.launch(mode);
  }

  public void awaitReady(Postmaster postmaster, Duration bound)
      throws PostgresException, InterruptedException {
    server.awaitReady(postmaster, bound);
  }

  /** The server that runs in this data directory, whoever started it. */
  public Optional<Postmaster> adopt() throws PostgresException {
    return server.adopt();
  }

  /**
   * Ends the sessions and the server with a checkpoint; nothing to do if none runs. Connections
   * that say nothing are not waited for, and standbys that confirm nothing for a second.
   *
   * @throws OutcomeUnknownException if it still runs after the bound; it goes on stopping
   */
  public void stopFast(Duration bound) throws PostgresException, InterruptedException {
    server.stopFast(Set.of(), bound);
  }

  /**
   * As {@link #stopFast}, but what is sent by these processes is waited for.
   *
   * @param spared of {@link #sendersTo}
   */
  public void stopFastBut(Set<Long> spared, Duration bound)
      throws PostgresException, InterruptedException {
    server.stopFast(spared, bound);
  }

  /** The processes that send WAL to this standby. */
  public Set<Long> sendersTo(NodeId standby, Duration bound)
      throws PostgresException, InterruptedException {
    return new LateSenders(context.sessions()).to(standby, bound);
  }

  /** Kills every process of the instance; returns when none is left. */
  public void killAll(Duration bound) throws PostgresException {
    server.killAll(bound);
  }

  /** Returns when the gate is in force, and for {@link Gate#CLOSED} no client session is left. */
  public void setGate(Gate gate, Duration bound) throws PostgresException, InterruptedException {
    this.gate.set(gate, bound);
  }

  /**
   * Waits until the transactions that clients have under way have ended, and for a moment until
   * those who are logging in have done so; ends nobody.
   *
   * @param goOn asked again and again; once false this returns
   * @return how many are left
   */
  public long awaitTransactions(Duration bound, BooleanSupplier goOn)
      throws PostgresException, InterruptedException {
    ClientTitles titles = new ClientTitles(server.require(), context.config().node());
    return new Drain(context.sessions(), titles).await(bound, goOn);
  }

  /**
   * The widest gate that may be in force; an agent that adopts a running server learns it from
   * here. A closing that nobody lived to verify counts as not begun.
   */
  public Gate gate() throws PostgresException {
    return gate.current();
  }

  /** Whether a change of the gate was begun and is not proven to be in force. */
  public boolean isGateInDoubt() throws PostgresException {
    return gate.isInDoubt();
  }

  /** Whether the stopped instance last ran as a primary: then it is not marked as a standby. */
  public boolean wasPrimary() {
    return !java.nio.file.Files.exists(context.directory().standbySignal());
  }

  /** Whether {@link #allowMembers} takes it: an IP address, no name. */
  public static boolean isMemberAddress(String text) {
    return HbaFile.isAddress(text);
  }

  /** The addresses from which members replicate, clone and rewind; needs no running server. */
  public void allowMembers(Collection<String> addresses, Duration bound)
      throws PostgresException, InterruptedException {
    gate.allowMembers(addresses, bound);
  }

  /** Stops a standby from receiving, verified. The promise behind it is durable already. */
  public WalPosition revoke(Duration bound) throws PostgresException, InterruptedException {
    return new Revocation(context, server).revoke(bound);
  }

  /** Streams from the upstream, under the name that it gives; returns when it does. */
  public ReceiverStatus follow(Upstream upstream, Duration bound)
      throws PostgresException, InterruptedException {
    return new Following(context, server).follow(upstream, bound);
  }

  /** As the other one, where nobody is known to have led before. */
  public Promoted promote(int targetTimeline, SyncSetting sync, Duration bound)
      throws PostgresException, InterruptedException {
    return promote(targetTimeline, sync, Optional.empty(), bound);
  }

  /**
   * Closes the gate and promotes to exactly this timeline. The standby has been revoked.
   *
   * @param former who led last: what it has not archived is archived here
   */
  public Promoted promote(
      int targetTimeline, SyncSetting sync, Optional<NodeId> former, Duration bound)
      throws PostgresException, InterruptedException {
    return new Promotion(context, server, gate).promote(targetTimeline, sync, former, bound);
  }

  /** Of a primary that archives: everything before this is in the archive. */
  public Optional<Lsn> archived(Duration bound) throws PostgresException, InterruptedException {
    return context.sessions().with(bound, new Archiving(context)::archived);
  }

  /**
   * Before a shutdown, which waits for an archiver: what it has not begun it does not begin. Leaves
   * the gate in doubt; setting it goes on with archiving.
   */
  public void suspendArchiving() throws PostgresException {
    gate.suspendArchiving();
  }

  /** For the background after a promotion: pg_rewind needs it. */
  public void checkpoint(Duration bound) throws PostgresException, InterruptedException {
    new Promotion(context, server, gate).checkpoint(bound);
  }

  /** What here stands against a planned change of roles. */
  public Readiness readiness(Duration bound) throws PostgresException, InterruptedException {
    return new SwitchReadiness(context, SwitchReadiness.LONG).look(bound);
  }

  /** What a standby must have at least as large as its primary, by name. */
  public Map<String, Long> limits(Duration bound) throws PostgresException, InterruptedException {
    return new SwitchReadiness(context, SwitchReadiness.LONG).limits(bound);
  }

  /**
   * Ends the WAL senders that would hold a shutdown up: a shutdown waits for every standby that is
   * connected to confirm the last record, one that hangs for up to {@code wal_sender_timeout}. Who
   * is cut off here comes again, and follows the next primary.
   *
   * @param spared the standby that is to take over: it needs the very last record. How late it may
   *     be is the switchover's own bound, and a reply's time is by the standby's clock, which may
   *     be wrong
   * @param behind a standby counts as late if it has more than this many bytes to flush
   */
  public void endLateSenders(Optional<NodeId> spared, long behind, Duration bound)
      throws PostgresException, InterruptedException {
    new LateSenders(context.sessions()).end(spared, behind, bound);
  }

  /**
   * Puts a sync set in force on a primary and returns the marker: the set is confirmed once k of
   * its members have flushed it ({@link SenderStatus#hasFlushed}).
   */
  public Lsn applySync(SyncSetting sync, Duration bound)
      throws PostgresException, InterruptedException {
    return new SyncChange(context, server).apply(sync, bound);
  }

  public Observation observe(Duration bound) throws PostgresException, InterruptedException {
    return new Observer(context).observe(bound);
  }

  /** Creates the physical slots of these members where they are missing. */
  public void ensureSlots(Set<NodeId> members, Duration bound)
      throws PostgresException, InterruptedException {
    new Slots(context).ensure(members, bound);
  }

  /** Drops slots of former members, unless in use. */
  public void dropOtherSlots(Set<NodeId> members, Duration bound)
      throws PostgresException, InterruptedException {
    new Slots(context).dropOthers(members, bound);
  }

  /** On a standby: lets go of WAL that these members have flushed. Does nothing on a primary. */
  public void advanceSlots(Map<NodeId, Lsn> flushed, Duration bound)
      throws PostgresException, InterruptedException {
    new Slots(context).advance(flushed, bound);
  }

  /**
   * Looks for settings, roles and slots that undermine the promise, and puts back what it can.
   *
   * @return one line each, beginning with a code; empty if all is well
   */
  public List<String> inspect(Duration bound) throws PostgresException, InterruptedException {
    return new Inspection(context, server).inspect(bound);
  }

  /**
   * Ends WAL senders that PostgreSQL would count and that must not count: two under one name, and
   * standbys that claim what was never sent to them.
   *
   * @return what was ended and why
   */
  public List<String> careForSenders(Observation seen, Duration bound)
      throws PostgresException, InterruptedException {
    return senderCare.care(seen, System.nanoTime(), bound);
  }

  /** A session for a probe, not connected yet; the caller closes it. */
  public ProbeSession probe(ProbeSession.Waits waits) {
    return new ProbeSession(context.sessions(), waits);
  }

  /** Where this host's agent reaches its own PostgreSQL. */
  public String localAddress() {
    return context.config().localAddress();
  }

  /**
   * Runs statements as the agent's superuser, each by itself; for the first roles and databases.
   */
  public void execute(Collection<String> statements, Duration bound)
      throws PostgresException, InterruptedException {
    context
        .sessions()
        .with(
            bound,
            connection -> {
              for (String statement : statements) {
                LocalSessions.execute(connection, statement);
              }
              return null;
            });
  }

  /** Closes the agent's sessions; the server goes on. */
  @Override
  public void close() {
    context.sessions().close();
  }
}
