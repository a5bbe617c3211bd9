package io.saksi.agent.postgres;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;

/** Opens and closes the gate, and returns only with the proof that it is in force. */
final class GateKeeper {
  private static final Duration PROOF_POLL = Duration.ofMillis(1);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

  private final Context context;
  private final PostgresServer server;
  private final GateProbe probe;

  GateKeeper(Context context, PostgresServer server) {
    this.context = context;
    this.server = server;
    this.probe = new GateProbe(context.config().localAddress(), context.config().port());
  }

  /**
   * @throws PostgresException if the gate was not closed or opened; after a failed opening it may
   *     be open all the same ({@link OutcomeUnknownException}), after a failed closing it is not
   *     closed
   */
  void set(Gate gate, Duration bound) throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    if (gate == Gate.WRITE && isStandby(deadline)) {
      throw new PostgresException("a standby cannot open for writes", "promote it first");
    }
    try {
      context.hba().changeBegins(gate);
      // The WAL of a primary that is not open may be of no history at all.
      context.files().writeArchiving(gate == Gate.WRITE);
      proveLoaded(context.hba().write(gate), deadline);
      if (gate == Gate.CLOSED) {
        new SessionSweep(context, server.require()).sweep(deadline);
      }
      context.hba().inForce();
    } catch (IOException e) {
      throw new PostgresException("cannot write pg_hba.conf: " + e, "see the run directory", e);
    }
  }

  /**
   * Before the end of the server, which waits for an archiver: what it has not begun it does not
   * begin. The gate is in doubt from here on: if that end is called off, it is set again, and with
   * it goes archiving.
   */
  void suspendArchiving() throws PostgresException {
    try {
      context.hba().changeBegins(Gate.CLOSED);
      context.files().writeArchiving(false);
      server.hangUp();
    } catch (IOException e) {
      throw new PostgresException("cannot write archive.conf: " + e, "see the run directory", e);
    }
  }

  /** Of a server that runs: the widest that may be in force, whoever changed it and how far. */
  Gate current() throws PostgresException {
    try {
      return context.hba().mayBeInForce();
    } catch (IOException e) {
      throw new PostgresException("cannot read the gate: " + e, "see the run directory", e);
    }
  }

  /** Whether the last change of it was called off, or failed, before it was proven. */
  boolean isInDoubt() throws PostgresException {
    try {
      return context.hba().isInDoubt();
    } catch (IOException e) {
      throw new PostgresException("cannot read the gate: " + e, "see the run directory", e);
    }
  }

  /** Lets these addresses replicate, and no others. Returns when it is in force. */
  void allowMembers(Collection<String> addresses, Duration bound)
      throws PostgresException, InterruptedException {
    try {
      if (context.hba().members().equals(java.util.Set.copyOf(addresses))) {
        return;
      }
      String mark = context.hba().write(addresses);
      if (server.adopt().isPresent()) {
        proveLoaded(mark, Deadline.in(bound));
      }
    } catch (IOException e) {
      throw new PostgresException("cannot write pg_hba.conf: " + e, "see the run directory", e);
    }
  }

  /** Puts the cluster's configuration in force, and the rules of it as far as the gate is open. */
  void configure(SharedConfiguration wanted, Duration bound)
      throws PostgresException, InterruptedException {
    try {
      context.files().write(wanted);
      // One signal: PostgreSQL reads its parameters before the rules that prove it.
      proveLoaded(context.hba().writeAgain(), Deadline.in(bound));
    } catch (IOException e) {
      throw new PostgresException(
          "cannot write the configuration: " + e, "see the run directory", e);
    }
  }

  private boolean isStandby(Deadline deadline) throws PostgresException, InterruptedException {
    return "t".equals(context.sessions().value(deadline.remaining(), "SELECT pg_is_in_recovery()"));
  }

  private void proveLoaded(String mark, Deadline deadline)
      throws PostgresException, InterruptedException {
    server.hangUp();
    do {
      if (probe.asksForPassword(mark, HbaFile.PROBE_ROLE, PROBE_TIMEOUT)) {
        return;
      }
    } while (deadline.pause(PROOF_POLL));
    throw new OutcomeUnknownException(
        "PostgreSQL has not loaded pg_hba.conf within "
            + deadline.bound().toMillis()
            + " ms"
            + errorsInRules(),
        "correct the pg_hba rules of the configuration; see " + context.config().logFile());
  }

  private String errorsInRules() throws InterruptedException {
    try {
      String errors =
          context
              .sessions()
              .value(
                  PROBE_TIMEOUT,
                  "SELECT string_agg('line ' || line_number || ': ' || error, '; ')"
                      + " FROM pg_hba_file_rules WHERE error IS NOT NULL");
      return errors == null ? "" : ": " + errors;
    } catch (PostgresException e) {
      return "; and it does not answer: " + e.getMessage();
    }
  }
}
