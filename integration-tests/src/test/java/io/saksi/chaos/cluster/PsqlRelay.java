package io.saksi.chaos.cluster;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * In the keeper: a psql for every connection that is made to a port, with the connection for its
 * input and outputs, so that whoever connects is a client of libpq.
 *
 * <p>The hosts are in another order each time, as with {@code load_balance_hosts=random}, which
 * libpq has since 16: it goes on to the next host where a connection fails or the server is no
 * primary, but not where one refuses it, and a closed gate does (PQconnectPoll; "Specifying
 * Multiple Hosts" in the manual). In a fixed order every attempt would end at the same closed node.
 */
record PsqlRelay(InetSocketAddress address) {
  private static final int PORT = 7480;

  private static final String PERL =
      "use IO::Socket::INET; use List::Util qw(shuffle); $SIG{CHLD} = q(IGNORE); my $door ="
          + " IO::Socket::INET->new(Listen => 50, LocalPort => shift, ReuseAddr => 1) or die $!; $|"
          + " = 1; print qq(ready\\n); while (1) { my $one = $door->accept or next; if (!fork) {"
          + " open STDIN, q(<&), $one; open STDOUT, q(>&), $one; open STDERR, q(>&), $one; my"
          + " ($psql, $hosts, $rest) = @ARGV; exec $psql, q(-XAt), q(host=) . join(q(,),"
          + " shuffle(split(/,/, $hosts))) . $rest } close $one }";

  static PsqlRelay start(String keeper, String address, Collection<Node> nodes)
      throws ChaosException {
    String hosts =
        nodes.stream()
            .filter(node -> !node.isWitness())
            .map(Node::address)
            .collect(Collectors.joining(","));
    String connection =
        " port=%d user=app dbname=app target_session_attrs=read-write connect_timeout=2"
                .formatted(Node.POSTGRES_PORT)
            + " sslmode=disable gssencmode=disable tcp_user_timeout=5000 application_name=libpq";
    String said = "/tmp/psql-relay.said";
    Inside.mustSay(
        keeper,
        "(exec perl -e '%s' %d /usr/lib/postgresql/*/bin/psql %s '%s') </dev/null >%s 2>&1 &"
                .formatted(PERL, PORT, hosts, connection, said)
            + " for i in $(seq 100); do grep -qx ready "
            + said
            + " && exit 0; sleep 0.05; done;"
            + " cat "
            + said
            + "; exit 1");
    return new PsqlRelay(new InetSocketAddress(address, PORT));
  }
}
