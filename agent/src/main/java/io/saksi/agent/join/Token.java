package io.saksi.agent.join;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.saksi.agent.config.Secret;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.JoinToken;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.MemberCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What lets one machine into a cluster, once. It names the cluster's authority, so that the machine
 * knows whom to believe before it has anything itself; and it is signed with the cluster's secret,
 * so that agents need not remember those that were made.
 *
 * @param node the only one that it lets in; empty: any that is not a member
 * @param until by the wall clock
 * @param id that no other has
 * @param authority the fingerprint of its certificate
 * @param agents where to go with it
 */
public record Token(
    String cluster,
    Optional<String> node,
    Instant until,
    String id,
    String authority,
    List<Endpoint> agents) {
  private static final String PREFIX = "saksi1";
  private static final int LONGEST = 4_096;
  private static final Pattern CLUSTER = Pattern.compile("[^/\\p{Cntrl}]{1,40}");
  private static final Pattern ID = Pattern.compile("[!-~]{1,64}");
  private static final Pattern AUTHORITY = Pattern.compile("[0-9a-f]{64}");
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  /**
   * @throws IllegalArgumentException if it could not be that of a cluster
   */
  public Token {
    agents = List.copyOf(agents);
    if (!CLUSTER.matcher(cluster).matches()
        || !ID.matcher(id).matches()
        || !AUTHORITY.matcher(authority).matches()) {
      throw new IllegalArgumentException("the token names no cluster, or no authority");
    }
    node.ifPresent(NodeId::new);
  }

  /** As it is handed over. Whoever has it may become a node: it is a secret. */
  public String signed(Secret secret) {
    byte[] payload = encode();
    return PREFIX
        + "."
        + TEXT.encodeToString(payload)
        + "."
        + TEXT.encodeToString(secret.prove(payload));
  }

  private byte[] encode() {
    JoinToken.Builder wire =
        JoinToken.newBuilder()
            .setCluster(cluster)
            .setUntilEpochMillis(until.toEpochMilli())
            .setId(id)
            .setAuthority(ByteString.copyFrom(HexFormat.of().parseHex(authority)));
    node.ifPresent(wire::setNode);
    agents.forEach(agent -> wire.addAgents(MemberCodec.encode(agent)));
    return wire.build().toByteArray();
  }

  /**
   * What a token says, for the machine that was given it: it cannot tell whether it is genuine, and
   * need not, for the agents can.
   *
   * @throws IllegalArgumentException if it is none, saying what to look for
   */
  public static Token read(String text) {
    return decode(parts(text)[0]);
  }

  /**
   * What a token says, for an agent.
   *
   * @throws IllegalArgumentException if it is none, or was not made with this secret
   */
  public static Token verified(String text, Secret secret) {
    byte[][] parts = parts(text);
    if (!secret.isProof(parts[0], parts[1])) {
      throw new IllegalArgumentException("the token was not made by this cluster, or was changed");
    }
    return decode(parts[0]);
  }

  private static byte[][] parts(String text) {
    String[] parts = text.strip().split("\\.", -1);
    if (text.length() > LONGEST || parts.length != 3 || !parts[0].equals(PREFIX)) {
      throw noToken();
    }
    try {
      return new byte[][] {
        Base64.getUrlDecoder().decode(parts[1]), Base64.getUrlDecoder().decode(parts[2])
      };
    } catch (IllegalArgumentException e) {
      throw noToken();
    }
  }

  private static Token decode(byte[] payload) {
    try {
      JoinToken wire = JoinToken.parseFrom(payload);
      List<Endpoint> agents = new ArrayList<>();
      for (io.saksi.proto.v1.Endpoint agent : wire.getAgentsList()) {
        agents.add(MemberCodec.decode(agent));
      }
      return new Token(
          wire.getCluster(),
          Optional.of(wire.getNode()).filter(name -> !name.isEmpty()),
          Instant.ofEpochMilli(wire.getUntilEpochMillis()),
          wire.getId(),
          HexFormat.of().formatHex(wire.getAuthority().toByteArray()),
          agents);
    } catch (InvalidProtocolBufferException | MalformedMessage e) {
      throw noToken();
    }
  }

  private static IllegalArgumentException noToken() {
    return new IllegalArgumentException(
        "this is no token, or only a part of one: copy the whole line that saksi token create"
            + " printed; it begins with "
            + PREFIX
            + ".");
  }

  /** Neither id nor signature: it may be logged. */
  @Override
  public String toString() {
    return "token for "
        + node.map(name -> "node " + name).orElse("any new node")
        + " of "
        + cluster
        + " until "
        + until
        + ", agents "
        + Arrays.toString(agents.toArray());
  }
}
