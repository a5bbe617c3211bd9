#!/usr/bin/env bash
# Measures what failovers cost clients, and what standing by costs nodes, on a real cluster in containers.
set -u

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd -P)
# shellcheck source=deploy/lib/tools.sh
. "$here/lib/tools.sh"
# shellcheck source=deploy/lib/docker.sh
. "$here/lib/docker.sh"
# shellcheck source=deploy/lib/chaos.sh
. "$here/lib/chaos.sh"

usage() {
  cat <<END
Usage: $0 [--samples N] [--profiles NAME,…] [--only KIND,…] [--json FILE] [--html FILE]
       $0 switchover [--samples N] [--load N] [--json FILE]
       $0 --help

For each kind of fault, on the primary of three nodes: the time without an acknowledged write (median, 95th percentile, worst), and when the
incident record has each step of the failover. The floor: PostgreSQL alone, from the order to promote to the first row. What guard and agent cost an
idle node (fsyncs where there is strace, for root). Builds what it needs first, and starts a Docker engine where it may.

With "switchover": the same time for planned switchovers, idle and under pgbench, by the router, the virtual address and a
connection string with all hosts; whether a new connection by the router fails; the floor is a fast shutdown and a
promotion without anybody who manages them.

  --samples N   of each kind (default: 20, which takes about 40 minutes; 30 switchovers)
  --profiles NAME,…  of patient, default, fast (default: default)
  --only KIND,…      some kinds of fault only; deploy/chaos.sh --list has them
  --load N      pgbench's clients during switchovers (default: 8; 0 for none)
  --json FILE   write all figures there; after each kind, so that a run may be ended
  --html FILE   the same drawn

Exit status: 0 it was measured; 1 it could not be; 2 wrong usage.
END
}

for option in "$@"; do
  case $option in
    -h | --help)
      usage
      exit 0
      ;;
  esac
done
run_with_containers "$(dirname "$here")" io.saksi.chaos.run.Benchmark "$@"
