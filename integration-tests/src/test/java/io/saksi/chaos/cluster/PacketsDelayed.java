package io.saksi.chaos.cluster;

import java.time.Duration;
import java.util.Arrays;

/**
 * What a node sends arrives late, each packet by a time of its own, and so in another order. The
 * kernel hands the packets over (NFQUEUE), and a program lets them go when it is their time: unlike
 * netem, which many kernels lack, this needs nothing but netfilter.
 *
 * @param delay of every packet, on average
 * @param jitter how much less or more it may be; less than the delay
 */
public record PacketsDelayed(String node, Duration delay, Duration jitter) implements Fault {
  private static final int QUEUE = 74;
  private static final int SENT = 40;
  private static final int PORT = 7499;
  private static final String PROGRAM = "/run/saksi/late";

  /**
   * Netlink by hand (linux/netfilter/nfnetlink_queue.h): bind to the queue, ask for the packets'
   * heads only, note when each may go, and say so then.
   */
  private static final String PERL =
      """
      use strict; use Socket; use Time::HiRes qw(time);
      my ($queue, $least, $spread) = @ARGV; my $number = 0; my @waiting;
      socket(my $link, 16, SOCK_RAW, 12) or die $!;
      setsockopt($link, SOL_SOCKET, 33, pack("i", 8 << 20)); # SO_RCVBUFFORCE, or what it has
      bind($link, pack("SSLL", 16, 0, 0, 0)) or die $!;
      sub attribute { my ($type, $data) = @_; my $long = 4 + length $data;
        return pack("SS", $long, $type) . $data . "\\0" x (-$long % 4); }
      sub say_to_kernel { my ($type, $acknowledged, $attributes) = @_;
        my $body = pack("CCn", 0, 0, $queue) . $attributes;
        send($link, pack("LSSLL", 16 + length $body, 0x300 | $type, $acknowledged ? 5 : 1, ++$number, 0) . $body, 0)
          or die $!;
        return unless $acknowledged;
        recv($link, my $answer, 65536, 0); my ($long, $kind, $flags, $of, $from, $error) = unpack("LSSLLl", $answer);
        $! = -$error, die "refused: $!" if $kind == 2 && $error; }
      say_to_kernel(2, 1, attribute(1, pack("CCn", 1, 0, 2)));
      say_to_kernel(2, 1, attribute(2, pack("NC", 0, 1)));
      say_to_kernel(2, 1, attribute(3, pack("N", 65536)));
      $| = 1; print "ready\\n"; srand(74);
      while (1) {
        my $now = time;
        while (@waiting && $waiting[0][0] <= $now) {
          my $gone = shift @waiting; say_to_kernel(1, 0, attribute(2, pack("NN", 1, $gone->[1]))); }
        my $bits = ""; vec($bits, fileno $link, 1) = 1;
        select($bits, undef, undef, @waiting ? $waiting[0][0] - $now : undef) > 0 or next;
        recv($link, my $heard, 65536, 0) // next; # more than fits: lost, as on any line
        $now = time;
        while (length $heard >= 16) {
          my ($long, $kind) = unpack("LS", $heard); last if $long < 16;
          my $message = substr($heard, 0, $long); substr($heard, 0, $long + -$long % 4, "");
          next unless $kind == 0x300; my $rest = substr($message, 20);
          while (length $rest >= 4) {
            my ($size, $type) = unpack("SS", $rest); last if $size < 4;
            if (($type & 0x3fff) == 1) {
              my $due = $now + $least + rand($spread); my $at = @waiting;
              $at-- while $at && $waiting[$at - 1][0] > $due;
              splice(@waiting, $at, 0, [$due, unpack("N", substr($rest, 4, 4))]); }
            substr($rest, 0, $size + -$size % 4, ""); } } }
      """;

  private static final String RECEIVER =
      "use IO::Socket::INET; my $s = IO::Socket::INET->new(Proto => q(udp), LocalPort => $ARGV[0])"
          + " or die; $| = 1; print qq(ready ); my $e = time + 4; while (time < $e) { my $b = q();"
          + " vec($b, fileno $s, 1) = 1; select($b, undef, undef, 1) > 0 or next; recv($s, my $n,"
          + " 99, 0); print qq($n ); last if ++$c == $ARGV[1]; }";

  private static final String SENDER =
      "use IO::Socket::INET; my $s = IO::Socket::INET->new(Proto => q(udp), PeerAddr => $ARGV[0],"
          + " PeerPort => $ARGV[1]) or die; for (1 .. $ARGV[2]) { send($s, $_, 0); select undef,"
          + " undef, undef, 0.002; }";

  public PacketsDelayed {
    if (jitter.compareTo(delay) >= 0) {
      throw new IllegalArgumentException("varies by less than itself: " + delay + ", " + jitter);
    }
  }

  private static String rule(String what) {
    return "iptables -w 5 -t mangle -"
        + what
        + " OUTPUT -o eth0 -j NFQUEUE --queue-num "
        + QUEUE
        // Without the program nothing is late, and nothing is lost.
        + " --queue-bypass";
  }

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    Node late = cluster.node(node);
    String arguments =
        QUEUE + " " + seconds(delay.minus(jitter)) + " " + seconds(jitter.multipliedBy(2));
    String program = "exec perl -e '" + PERL.replace("'", "'\\''") + "' " + arguments;
    late.mustSay("rm -f " + PROGRAM + ".*");
    Inside.leave(
        late.container(),
        "echo $$ >" + PROGRAM + ".pid; " + program + " >" + PROGRAM + ".said 2>&1");
    if (!Until.holds(() -> late.bash("grep -qx ready " + PROGRAM + ".said").succeeded())) {
      throw new ChaosException("no queue: " + late.bash("cat " + PROGRAM + ".said").line());
    }
    late.mustSay(rule("A"));
  }

  private static String seconds(Duration time) {
    return Double.toString(time.toNanos() / 1e9);
  }

  /** A handshake takes at least one delay, and datagrams arrive in another order. */
  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    Node late = cluster.node(node);
    Node other = cluster.others(node).getFirst();
    String timed =
        "s=$(date +%s%N); timeout 5 bash -c '</dev/tcp/"
            + other.address()
            + "/"
            + Node.AGENT_PORT
            + "'; echo $((($(date +%s%N) - s) / 1000000))";
    boolean isLate = Long.parseLong(late.mustSay(timed)) >= delay.minus(jitter).toMillis();
    return isLate && isOutOfOrder(late, other);
  }

  private static boolean isOutOfOrder(Node late, Node other) throws ChaosException {
    String file = "/dev/shm/saksi-order";
    other.mustSay(
        "rm -f %1$s; (perl -e '%2$s' %3$d %4$d >%1$s 2>&1 </dev/null &);"
                .formatted(file, RECEIVER, PORT, SENT)
            + " for i in $(seq 60); do grep -q ready "
            + file
            + " && exit 0; sleep 0.05; done; exit 1");
    late.mustSay("perl -e '%s' %s %d %d".formatted(SENDER, other.address(), PORT, SENT));
    String wanted = "[ $(wc -w <" + file + ") -gt " + SENT + " ]";
    Until.holds(() -> other.bash(wanted).succeeded());
    long[] order =
        Arrays.stream(other.mustSay("cat " + file).split("\\s+"))
            .filter(word -> !word.equals("ready"))
            .mapToLong(Long::parseLong)
            .toArray();
    return !Arrays.equals(order, Arrays.stream(order).sorted().toArray());
  }

  /** A node that was started again has lost both with its namespaces. */
  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster
        .node(node)
        .bash(rule("D") + "; kill $(cat " + PROGRAM + ".pid) && rm " + PROGRAM + ".pid");
  }
}
