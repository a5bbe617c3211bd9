package io.saksi.agent.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a certificate is for. It stands in the certificate as a URI among the alternative names (RFC
 * 5280, 4.2.1.6), {@code saksi:CLUSTER/ROLE/NAME}: the subject's name is for people, and nothing
 * depends on it.
 *
 * @param cluster the name of the cluster whose authority issued it; a certificate of another
 *     cluster is worth nothing here, whatever authority it has
 * @param name of the node, or of the person or program
 */
public record Identity(String cluster, Role role, String name) {
  private static final String WORD = "[A-Za-z0-9_.@-]{1,64}";
  private static final Pattern CLUSTER = Pattern.compile("[^/\\p{Cntrl}]{1,40}");
  private static final Pattern NAME = Pattern.compile(WORD);
  private static final Pattern URI = Pattern.compile("saksi:([^/]{1,240})/([a-z]+)/(" + WORD + ")");

  /** The kind of an alternative name that is a URI (RFC 5280, 4.2.1.6). */
  static final int URI_NAME = 6;

  public Identity {
    if (!CLUSTER.matcher(cluster).matches()) {
      throw new IllegalArgumentException("a cluster's name has 1 to 40 characters, and no '/'");
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "': 1 to 64 letters, digits, '_', '-', '.' and '@'");
    }
  }

  /** {@code operator/alice}. */
  @Override
  public String toString() {
    return role.word() + "/" + name;
  }

  /** As it stands in a certificate. */
  public String uri() {
    return "saksi:" + Percent.encode(cluster) + "/" + role.word() + "/" + name;
  }

  /**
   * The one that a certificate is for; empty where it names none, several, or one that makes no
   * sense. That the certificate itself is valid was found out before.
   */
  public static Optional<Identity> of(X509Certificate certificate) {
    List<String> ours = uris(certificate).stream().filter(u -> u.startsWith("saksi:")).toList();
    return ours.size() == 1 ? parse(ours.getFirst()) : Optional.empty();
  }

  private static Optional<Identity> parse(String uri) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      String cluster = Percent.decode(matcher.group(1));
      String name = matcher.group(3);
      return Role.ofWord(matcher.group(2)).map(role -> new Identity(cluster, role, name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<String> uris(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> Integer.valueOf(URI_NAME).equals(name.getFirst()))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
