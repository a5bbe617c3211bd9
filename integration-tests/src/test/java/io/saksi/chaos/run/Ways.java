package io.saksi.chaos.run;

import io.saksi.chaos.client.Way;
import io.saksi.chaos.cluster.ContainerCluster;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ways into a cluster, by name. */
final class Ways {
  private Ways() {}

  /** By pgjdbc: the router, the virtual address, all hosts. */
  static Map<String, Way> ofJdbc(ContainerCluster cluster) {
    Map<String, Way> ways = new LinkedHashMap<>();
    cluster.ways().forEach((name, url) -> ways.put(name, Way.jdbc(url)));
    return ways;
  }

  /** These, and libpq with all hosts. */
  static Map<String, Way> all(ContainerCluster cluster) {
    Map<String, Way> ways = ofJdbc(cluster);
    ways.put("libpq", Way.libpq(cluster.libpq()));
    return ways;
  }
}
