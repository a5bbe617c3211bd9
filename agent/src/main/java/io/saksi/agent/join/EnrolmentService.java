package io.saksi.agent.join;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.access.Shown;
import io.saksi.agent.operate.CallerAddress;
import io.saksi.agent.peer.Channels;
import io.saksi.agent.tls.Identity;
import io.saksi.agent.tls.Role;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.EnrolReply;
import io.saksi.proto.v1.EnrolRequest;
import io.saksi.proto.v1.EnrolmentGrpc;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes tokens of machines that are to join, here or at the leader. */
public final class EnrolmentService extends EnrolmentGrpc.EnrolmentImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(EnrolmentService.class);
  private static final int PASSED_ON_WITHIN_SECONDS = 12;

  private final Enrolments enrolments;
  private final BooleanSupplier leads;
  private final Supplier<Optional<Endpoint>> leader;
  private final Channels channels;

  public EnrolmentService(
      Enrolments enrolments,
      BooleanSupplier leads,
      Supplier<Optional<Endpoint>> leader,
      Channels channels) {
    this.enrolments = enrolments;
    this.leads = leads;
    this.leader = leader;
    this.channels = channels;
  }

  @Override
  public void enrol(EnrolRequest request, StreamObserver<EnrolReply> reply) {
    try {
      EnrolReply answer = leads.getAsBoolean() ? here(request) : elsewhere(request);
      reply.onNext(answer);
      reply.onCompleted();
    } catch (StatusRuntimeException e) {
      reply.onError(e);
    }
  }

  private EnrolReply here(EnrolRequest request) {
    String from = CallerAddress.current();
    try {
      EnrolReply reply = enrolments.enrol(request, from);
      LOG.info("node {} was let in by a token, from {}", request.getNode(), from);
      return reply;
    } catch (Enrolments.NotLetIn e) {
      LOG.warn("node {} was not let in, from {}: {}", request.getNode(), from, e.getMessage());
      throw Status.PERMISSION_DENIED.withDescription(e.getMessage()).asRuntimeException();
    } catch (IOException e) {
      LOG.warn("node {} was not let in, from {}", request.getNode(), from, e);
      throw Status.UNAVAILABLE.withDescription(e.getMessage()).asRuntimeException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.UNAVAILABLE.withDescription("this agent stops").asRuntimeException();
    }
  }

  /** Once: what an agent passed on, and finds no leader here, would go in circles. */
  private EnrolReply elsewhere(EnrolRequest request) {
    boolean passedOn = Shown.now().map(Identity::role).filter(Role.NODE::equals).isPresent();
    Optional<Endpoint> at = passedOn ? Optional.empty() : leader.get();
    if (at.isEmpty()) {
      throw Status.UNAVAILABLE
          .withDescription("no agent leads now, and only a leader lets nodes in: try again")
          .asRuntimeException();
    }
    return channels
        .enrolment(at.get(), CallerAddress.current())
        .withDeadlineAfter(PASSED_ON_WITHIN_SECONDS, TimeUnit.SECONDS)
        .enrol(request);
  }
}
