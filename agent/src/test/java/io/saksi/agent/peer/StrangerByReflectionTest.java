package io.saksi.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.access.Credentials;
import io.saksi.agent.cli.SaksiCommand;
import io.saksi.agent.cli.Terminal;
import io.saksi.agent.cli.order.ProofCommand;
import io.saksi.agent.config.Secret;
import io.saksi.agent.operate.CallerAddress;
import io.saksi.agent.os.UnusedPorts;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.GetStatusRequest;
import io.saksi.proto.v1.ListAuditReply;
import io.saksi.proto.v1.ListAuditRequest;
import io.saksi.proto.v1.OperatorGrpc;
import io.saksi.proto.v1.PeerGrpc;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that has none of our generated types and learns everything from the agent itself, as
 * grpcurl does.
 */
@Timeout(150)
class StrangerByReflectionTest {
  private static final String CLUSTER = "shop";
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path directory;
  private Path secretFile;
  private AgentServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    secretFile = directory.resolve("secret");
    Files.writeString(secretFile, "a secret of enough characters\n");
    Files.setPosixFilePermissions(secretFile, PosixFilePermissions.fromString("rw-------"));
    byte[] proof = Secret.read(secretFile).prove(CLUSTER.getBytes(StandardCharsets.UTF_8));
    int port = UnusedPorts.next("127.0.0.1");
    server =
        AgentServer.start(
            new Endpoint("127.0.0.1", port),
            Credentials.plain(proof),
            new PeerGrpc.PeerImplBase() {},
            new Statuses(),
            new Audit(),
            Optional.empty(),
            new CallerAddress());
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static final class Statuses extends AdminGrpc.AdminImplBase {
    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<ClusterStatus> reply) {
      reply.onNext(ClusterStatus.newBuilder().setCluster(CLUSTER).build());
      reply.onCompleted();
    }
  }

  private static final class Audit extends OperatorGrpc.OperatorImplBase {
    @Override
    public void listAudit(ListAuditRequest request, StreamObserver<ListAuditReply> reply) {
      ListAuditReply.Builder all = ListAuditReply.newBuilder();
      all.addRecordsBuilder().setWhat("records asked for: " + request.getLimit());
      reply.onNext(all.build());
      reply.onCompleted();
    }
  }

  private ServerReflectionResponse ask(ServerReflectionRequest request) throws Exception {
    LinkedBlockingQueue<Object> answers = new LinkedBlockingQueue<>();
    StreamObserver<ServerReflectionRequest> line =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse answer) {
                    answers.add(answer);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answers.add(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    line.onNext(request);
    Object answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    line.onCompleted();
    assertThat(answer).isInstanceOf(ServerReflectionResponse.class);
    return (ServerReflectionResponse) answer;
  }

  private List<String> services() throws Exception {
    return ask(ServerReflectionRequest.newBuilder().setListServices("").build())
        .getListServicesResponse()
        .getServiceList()
        .stream()
        .map(ServiceResponse::getName)
        .toList();
  }

  private FileDescriptor fileOf(String symbol) throws Exception {
    Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    ServerReflectionResponse answer =
        ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build());
    for (var bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      FileDescriptorProto file = FileDescriptorProto.parseFrom(bytes);
      files.put(file.getName(), file);
    }
    return build(files.values().iterator().next(), files);
  }

  private FileDescriptor build(FileDescriptorProto file, Map<String, FileDescriptorProto> known)
      throws Exception {
    List<FileDescriptor> needed = new ArrayList<>();
    for (String name : file.getDependencyList()) {
      if (!known.containsKey(name)) {
        var bytes =
            ask(ServerReflectionRequest.newBuilder().setFileByFilename(name).build())
                .getFileDescriptorResponse()
                .getFileDescriptorProto(0);
        known.put(name, FileDescriptorProto.parseFrom(bytes));
      }
      needed.add(build(known.get(name), known));
    }
    return FileDescriptor.buildFrom(file, needed.toArray(FileDescriptor[]::new));
  }

  /** With a request that has this one field set, if there is one. */
  private DynamicMessage call(
      String service, String method, Map<String, Object> fields, Optional<String> proof)
      throws Exception {
    var told = fileOf("saksi.v1." + service).findServiceByName(service).findMethodByName(method);
    MethodDescriptor<DynamicMessage, DynamicMessage> call =
        MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("saksi.v1." + service + "/" + method)
            .setRequestMarshaller(marshaller(told.getInputType()))
            .setResponseMarshaller(marshaller(told.getOutputType()))
            .build();
    DynamicMessage.Builder request = DynamicMessage.newBuilder(told.getInputType());
    fields.forEach(
        (name, value) -> request.setField(told.getInputType().findFieldByName(name), value));
    Metadata headers = new Metadata();
    proof.ifPresent(value ->
        headers.put(
            Metadata.Key.of("saksi-proof-bin", Metadata.BINARY_BYTE_MARSHALLER),
            Base64.getDecoder().decode(value)));
    return ClientCalls.blockingUnaryCall(
        io.grpc.ClientInterceptors.intercept(
            channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        call,
        CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
        request.build());
  }

  private static MethodDescriptor.Marshaller<DynamicMessage> marshaller(Descriptor type) {
    return ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(type));
  }

  private static Object field(DynamicMessage message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  @Test
  void allServicesAreNamed() throws Exception {
    assertThat(services())
        .contains(
            "saksi.v1.Admin",
            "saksi.v1.Operator",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection");
  }

  @Test
  void statusIsToldToEverybody() throws Exception {
    DynamicMessage status = call("Admin", "GetStatus", Map.of(), Optional.empty());
    assertThat(field(status, "cluster")).isEqualTo(CLUSTER);
  }

  @Test
  void ordersNeedTheProofThatTheCommandPrints() throws Exception {
    assertThatThrownBy(() -> call("Operator", "ListAudit", Map.of(), Optional.empty()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    DynamicMessage reply =
        call("Operator", "ListAudit", Map.of("limit", 7), Optional.of(printedProof(CLUSTER)));
    DynamicMessage first = (DynamicMessage) ((List<?>) field(reply, "records")).getFirst();
    assertThat(field(first, "what")).isEqualTo("records asked for: 7");
    assertThatThrownBy(
            () -> call("Operator", "ListAudit", Map.of(), Optional.of(printedProof("another"))))
        .isInstanceOf(StatusRuntimeException.class);
  }

  private String printedProof(String cluster) {
    StringWriter out = new StringWriter();
    int code =
        SaksiCommand.commandLine(new Terminal(Terminal.UNBOUNDED, false, false), new ProofCommand())
            .setOut(new PrintWriter(out, true))
            .execute("proof", cluster, "--secret-file", secretFile.toString());
    assertThat(code).isZero();
    return out.toString().strip();
  }

  @Test
  void everyServiceForPeopleIsHealthy() throws Exception {
    for (String service : List.of("", "saksi.v1.Admin", "saksi.v1.Operator")) {
      DynamicMessage reply = health(service);
      assertThat(field(reply, "status")).as(service).hasToString("SERVING");
    }
    assertThatThrownBy(() -> health("no such service"))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  private DynamicMessage health(String service) throws Exception {
    var told =
        fileOf("grpc.health.v1.Health").findServiceByName("Health").findMethodByName("Check");
    Descriptor type = told.getInputType();
    return ClientCalls.blockingUnaryCall(
        channel,
        MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/Check")
            .setRequestMarshaller(marshaller(type))
            .setResponseMarshaller(marshaller(told.getOutputType()))
            .build(),
        CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
        DynamicMessage.newBuilder(type).setField(type.findFieldByName("service"), service).build());
  }
}
