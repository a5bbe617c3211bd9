package io.saksi.chaos.cluster;

/**
 * The node dies, and the last page but one of its WAL is rubbish when it is back: recovery takes
 * that for the end, so what was flushed, and perhaps acknowledged, beyond it is gone.
 */
public record WalCorrupted(String node) implements Fault {
  private static final String MARK = "saksi-chaos-rubbish";

  /**
   * A page is of this segment where its address says so (xlog_internal.h, xlp_pageaddr): the rest
   * is of the segment that was recycled. Prints the page's number.
   */
  private static final String PERL =
      """
      use strict; my $found;
      for my $name (reverse sort grep { /^[0-9A-F]{24}$/ } map { s,.*/,,r } glob("$ARGV[0]/*")) {
        open(my $file, "+<:raw", "$ARGV[0]/$name") or die $!;
        my $base = (hex(substr($name, 8, 8)) << 32) | (hex(substr($name, 16)) << 24);
        my $last = -1;
        for my $page (0 .. 2047) {
          seek($file, $page * 8192 + 8, 0); read($file, my $head, 8) == 8 or last;
          unpack("Q<", $head) == $base + $page * 8192 or last;
          $last = $page;
        }
        next if $last < 1;
        seek($file, ($last - 1) * 8192, 0);
        print $file substr("MARK" x 500, 0, 8192); close($file) or die $!;
        print "$name page ", $last - 1; exit 0;
      }
      die "no segment with two pages";
      """
          .replace("MARK", MARK);

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    new NodeKilled(node).strike(cluster);
    cluster.inKeeper("perl -e '" + PERL.replace("'", "'\\''") + "' " + wal());
  }

  private String wal() {
    return "/nodes/" + node + "/data/pg_wal";
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return !cluster.inKeeper("grep -l " + MARK + " " + wal() + "/* || true").isEmpty();
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster.node(node).start();
  }
}
