package io.saksi.agent.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.tls.Pem;
import io.saksi.agent.tls.Role;
import io.saksi.agent.tls.TestPki;
import io.saksi.agent.tls.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class CertificateCheckTest {
  private static final Duration LIFE = Duration.ofDays(90);

  @TempDir private Path root;

  @Command(name = "agent")
  private static final class Options {
    @Mixin private final AgentOptions agent = new AgentOptions();
  }

  private Place node(String host, Optional<Path> tls) throws Exception {
    Path secret = root.resolve("secret");
    Files.writeString(secret, "a secret that is long enough");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    List<String> line =
        new ArrayList<>(
            List.of(
                "--cluster=" + TestPki.CLUSTER,
                "--node=a",
                "--home=" + root,
                "--run-dir=/dev/shm",
                "--listen=" + host + ":7400",
                "--raft-listen=" + host + ":7401",
                "--witness",
                "--secret-file=" + secret));
    tls.ifPresent(directory -> line.add("--tls-dir=" + directory));
    Options options = new Options();
    new CommandLine(options).parseArgs(line.toArray(String[]::new));
    return new Place(root, Optional.of(options.agent.toConfig()));
  }

  private List<String> codes(String host, Optional<Path> tls, Duration later) throws Exception {
    return new CertificateCheck(() -> Instant.now().plus(later))
        .examine(node(host, tls)).stream().map(Finding::code).toList();
  }

  @Test
  void plainConnectionsAreADangerWhereOthersAre() throws Exception {
    assertThat(codes("10.0.0.1", Optional.empty(), Duration.ZERO))
        .containsExactly("CONNECTIONS_PLAIN");
    assertThat(codes("127.0.0.1", Optional.empty(), Duration.ZERO)).isEmpty();
  }

  @Test
  void certificatesThatEndAreToldInTime() throws Exception {
    TestPki pki = new TestPki(root.resolve("pki"), TestPki.CLUSTER);
    Path directory = pki.directory(Role.NODE, "a", LIFE, List.of("10.0.0.1"));
    Optional<Path> tls = Optional.of(directory);
    assertThat(codes("10.0.0.1", tls, Duration.ZERO)).containsExactly("NO_AUTHORITY_KEY");
    Path key = new TlsFiles(directory).authorityKey();
    Files.writeString(key, Pem.ofKey(pki.authority().key()));
    assertThat(codes("10.0.0.1", tls, Duration.ZERO)).isEmpty();
    assertThat(codes("10.0.0.1", tls, Duration.ofDays(60))).isEmpty();
    assertThat(codes("10.0.0.1", tls, Duration.ofDays(80))).containsExactly("CERTIFICATE_ENDS");
    assertThat(codes("10.0.0.1", tls, Duration.ofDays(3600)))
        .containsExactly("CERTIFICATE_ENDS", "AUTHORITY_ENDS");
  }
}
