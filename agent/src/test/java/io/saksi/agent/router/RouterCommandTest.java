package io.saksi.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RouterCommandTest {
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new RouterCommand((_, _) -> new FakeTopologySource()))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void anAddressWithoutAPortIsRefusedWithTheRemedy() {
    assertThat(run("--agents", "localhost")).isEqualTo(2);
    assertThat(err.toString()).contains("'localhost' is no address: write host:port");
  }

  @Test
  void aWaitThatIsNoneIsRefused() {
    assertThat(run("--agents", "a:1,b:2", "--max-wait", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("max-wait lies between 1 ms and a day");
  }

  @Test
  void aPortInUseIsNamedWithTheRemedy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThat(run("--agents", "a:1", "--listen", address)).isEqualTo(1);
      assertThat(err.toString()).contains("cannot listen at " + address).contains("--listen");
    }
  }
}
