package io.saksi.agent.http;

import com.google.gson.stream.JsonWriter;
import io.saksi.agent.cluster.Picture;
import io.saksi.agent.node.OwnNode;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Postgres;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * This node as Patroni's documents describe it; what has no like there is under {@code saksi}. What
 * is not known is left out.
 */
final class NodeJson {
  private final NodeSource source;
  private final Standing standing;
  private final JsonWriter json;

  private NodeJson(NodeSource source, Standing standing, JsonWriter json) {
    this.source = source;
    this.standing = standing;
    this.json = json;
  }

  static String of(NodeSource source, Standing standing) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      new NodeJson(source, standing, json).write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void write() throws IOException {
    json.beginObject();
    Optional<OwnNode> own = standing.own();
    json.name("state").value(own.map(NodeJson::state).orElse("starting"));
    json.name("role").value(own.map(this::role).orElse("uninitialized"));
    if (own.isPresent()) {
      positions(own.get().seen().postgres());
    }
    Optional<ClusterState> state = standing.state();
    boolean unlocked = state.flatMap(s -> s.reign().leader()).isEmpty();
    if (unlocked) {
      json.name("cluster_unlocked").value(true);
    }
    if (state.map(s -> s.orders().pause().isPresent()).orElse(false)) {
      json.name("pause").value(true);
    }
    Optional<Picture> picture = source.status().picture();
    if (picture.isPresent()) {
      json.name("dcs_last_seen")
          .value(
              source
                  .time()
                  .get()
                  .minus(standing.now().since(picture.get().heardAt()))
                  .getEpochSecond());
    }
    tags(state);
    json.name("patroni").beginObject();
    json.name("version").value(source.version());
    json.name("scope").value(state.map(s -> s.cluster().name()).orElse(""));
    json.name("name").value(source.status().self().name());
    json.endObject();
    ours(own, state);
    json.endObject();
  }

  private void positions(Postgres postgres) throws IOException {
    if (postgres instanceof Postgres.Primary primary) {
      json.name("xlog").beginObject();
      json.name("location").value(primary.flushed().value());
      json.endObject();
      json.name("timeline").value(primary.timeline());
      senders(primary);
    } else if (postgres instanceof Postgres.Standby standby) {
      json.name("xlog").beginObject();
      json.name("received_location").value(standby.reached().value());
      json.name("replayed_location").value(standby.replayed().value());
      json.endObject();
      json.name("timeline").value(standby.timeline());
      if (standby.streaming()) {
        json.name("replication_state").value("streaming");
      }
    }
  }

  private void senders(Postgres.Primary primary) throws IOException {
    json.name("replication").beginArray();
    for (Postgres.Sender sender : primary.standbys()) {
      json.beginObject();
      json.name("application_name").value(sender.name());
      Optional<Member> member =
          standing.state().stream()
              .flatMap(s -> s.members().values().stream())
              .filter(m -> m.node().name().equals(sender.name()))
              .findFirst();
      if (member.flatMap(Member::postgres).isPresent()) {
        json.name("client_addr").value(member.get().postgres().get().host());
      }
      json.name("state").value(sender.streaming() ? "streaming" : "catchup");
      json.name("sync_state").value(syncState(sender.name()));
      json.endObject();
    }
    json.endArray();
  }

  private String syncState(String sender) {
    Optional<SyncEntry> entry = standing.state().flatMap(ClusterState::wantedEntry);
    boolean counted =
        entry
            .map(e -> e.set().members().stream().map(NodeId::name).anyMatch(sender::equals))
            .orElse(false);
    return !counted
        ? "async"
        : entry.get().set().k() == entry.get().set().members().size() ? "sync" : "quorum";
  }

  private void tags(Optional<ClusterState> state) throws IOException {
    Optional<Member> member = state.flatMap(s -> s.member(source.status().self()));
    json.name("tags").beginObject();
    if (member.isPresent()) {
      json.name("failover_priority").value(member.get().tags().priority());
      if (standing.isAway()) {
        awayTags(json);
      } else {
        json.name("nofailover").value(member.get().tags().priority() == 0);
        json.name("nosync").value(member.get().tags().nosync());
      }
      if (member.get().tags().zone().isPresent()) {
        json.name("zone").value(member.get().tags().zone().get());
      }
    }
    json.endObject();
  }

  /** What maintenance comes to in Patroni's tags. */
  static void awayTags(JsonWriter json) throws IOException {
    json.name("nofailover").value(true);
    json.name("noloadbalance").value(true);
    json.name("nosync").value(true);
  }

  private void ours(Optional<OwnNode> own, Optional<ClusterState> state) throws IOException {
    json.name("saksi").beginObject();
    json.name("open").value(standing.isPrimary());
    if (own.isPresent()) {
      json.name("gate").value(own.get().seen().gate().name().toLowerCase(Locale.ROOT));
      json.name("looked_ms_ago").value(standing.now().since(own.get().seenAt()).toMillis());
    }
    if (state.isPresent()) {
      json.name("epoch").value(state.get().reign().epoch().number());
    }
    if (standing.leaseLeft().isPresent()) {
      json.name("lease_left_ms").value(standing.leaseLeft().get().toMillis());
    }
    json.name("counted").value(standing.isCounted());
    json.name("maintenance").value(standing.isAway());
    lag("write_lag", standing.lag(false));
    lag("replay_lag", standing.lag(true));
    json.endObject();
  }

  private void lag(String name, OptionalLong bytes) throws IOException {
    if (bytes.isPresent()) {
      json.name(name).value(bytes.getAsLong());
    }
  }

  /** Whoever reads only this must not take a primary behind a closed gate for one. */
  private String role(OwnNode own) {
    return switch (own.seen().postgres()) {
      case Postgres.Witness _ -> "witness";
      case Postgres.Standby _ -> "replica";
      case Postgres.Primary _ -> standing.isPrimary() ? "primary" : "demoted";
      case Postgres.Busy _ when own.seen().primaryProcess() ->
          standing.isPrimary() ? "primary" : "demoted";
      case Postgres.Busy _, Postgres.Stopped _ -> "replica";
      case Postgres.Absent _, Postgres.Unusable _ -> "uninitialized";
    };
  }

  private static String state(OwnNode own) {
    return switch (own.seen().postgres()) {
      case Postgres.Witness _, Postgres.Standby _, Postgres.Primary _ -> "running";
      case Postgres.Busy _ when own.seen().primaryProcess() -> "running";
      case Postgres.Busy _ -> "starting";
      case Postgres.Stopped _, Postgres.Absent _ -> "stopped";
      case Postgres.Unusable _ -> "start failed";
    };
  }
}
