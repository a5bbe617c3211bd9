package io.saksi.agent.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A cluster's authority, and directories with certificates of it. */
public final class TestPki {
  public static final String CLUSTER = "shop";

  private final Path root;
  private final String cluster;
  private final Authority authority;

  public TestPki(Path root, String cluster) {
    this.root = root;
    this.cluster = cluster;
    authority = Authority.create(cluster, Instant.now());
  }

  public Authority authority() {
    return authority;
  }

  /** A new directory for somebody who is reached at 127.0.0.1, if at all. */
  public Path directory(Role role, String name) throws IOException {
    return directory(role, name, Duration.ofDays(1), List.of("127.0.0.1"));
  }

  public Path directory(Role role, String name, Duration life, List<String> hosts)
      throws IOException {
    Path directory = Files.createDirectories(root.resolve(role.word() + "-" + name));
    write(directory, new Identity(cluster, role, name), life, hosts);
    return directory;
  }

  public void write(Path directory, Identity whom, Duration life, List<String> hosts)
      throws IOException {
    TlsFiles files = new TlsFiles(directory);
    files.trust(Pem.ofCertificate(authority.certificate()));
    X509Certificate _ = files.issue(authority, whom, hosts, life, Instant.now());
  }

  public Transport transport(Role role, String name) throws IOException {
    return new Transport.Tls(TlsKeys.load(new TlsFiles(directory(role, name))));
  }
}
