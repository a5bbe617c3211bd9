package io.saksi.agent.http;

import com.google.gson.stream.JsonWriter;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Lsn;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Gate;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.SyncSetStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** All members as {@code saksi status} has them, in the words of Patroni's {@code /cluster}. */
final class ClusterJson {
  private final ClusterStatus status;
  private final Endpoint listen;
  private final JsonWriter json;

  private ClusterJson(ClusterStatus status, Endpoint listen, JsonWriter json) {
    this.status = status;
    this.listen = listen;
    this.json = json;
  }

  static String of(ClusterStatus status, Endpoint listen) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      new ClusterJson(status, listen, json).write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void write() throws IOException {
    json.beginObject();
    json.name("members").beginArray();
    for (MemberStatus member : status.getMembersList()) {
      member(member);
    }
    json.endArray();
    json.name("scope").value(status.getCluster());
    if (status.getPaused()) {
      json.name("pause").value(true);
    }
    json.endObject();
  }

  private void member(MemberStatus member) throws IOException {
    json.beginObject();
    json.name("name").value(member.getName());
    json.name("role").value(role(member));
    json.name("state").value(member.getState());
    json.name("api_url").value("http://" + api(member) + "/patroni");
    if (!member.getPostgresHost().isEmpty()) {
      json.name("host").value(member.getPostgresHost());
      json.name("port").value(member.getPostgresPort());
    }
    if (member.getTimeline() != 0) {
      json.name("timeline").value(Integer.toUnsignedLong(member.getTimeline()));
    }
    positions(member);
    if (member.hasMaintenance()) {
      json.name("tags").beginObject();
      NodeJson.awayTags(json);
      json.endObject();
    }
    json.endObject();
  }

  /** Where the others listen is not known here: the same port everywhere is what is usual. */
  private Endpoint api(MemberStatus member) {
    boolean anyAddress = listen.host().equals("0.0.0.0") || listen.host().equals("::");
    if (member.getName().equals(status.getAnsweredBy()) && !anyAddress) {
      return listen;
    }
    return new Endpoint(Endpoint.parse(member.getAgentAddresses(0)).host(), listen.port());
  }

  private void positions(MemberStatus member) throws IOException {
    if (!member.hasReplayedLsn()) {
      return;
    }
    long received = member.getReceivedLsn();
    long replayed = member.getReplayedLsn();
    json.name("receive_lsn").value(new Lsn(received).toString());
    json.name("replay_lsn").value(new Lsn(replayed).toString());
    json.name("lsn").value(new Lsn(received).toString());
    if (member.hasLagBytes()) {
      long behind = member.getLagBytes();
      json.name("receive_lag").value(behind);
      json.name("replay_lag").value(behind + Math.max(0, received - replayed));
      json.name("lag").value(behind);
    } else {
      json.name("lag").value("unknown");
    }
  }

  private String role(MemberStatus member) {
    return switch (member.getRole()) {
      case MEMBER_ROLE_PRIMARY -> isOpen(member) ? "leader" : "demoted";
      case MEMBER_ROLE_STANDBY -> standby(member);
      case MEMBER_ROLE_WITNESS -> "witness";
      case MEMBER_ROLE_JOINING,
          MEMBER_ROLE_SUSPENDED,
          MEMBER_ROLE_NONE,
          MEMBER_ROLE_MAINTENANCE,
          MEMBER_ROLE_UNSPECIFIED,
          UNRECOGNIZED ->
          "replica";
    };
  }

  private boolean isOpen(MemberStatus member) {
    return status.getReign().getOpen()
        && status.getReign().getPrimary().equals(member.getName())
        && member.getRole() == MemberRole.MEMBER_ROLE_PRIMARY
        && member.getGate() == Gate.GATE_WRITE
        && member.getLive();
  }

  private String standby(MemberStatus member) {
    SyncSetStatus set = status.getSyncSet();
    return !set.getMembersList().contains(member.getName())
        ? "replica"
        : set.getK() == set.getMembersCount() ? "sync_standby" : "quorum_standby";
  }
}
