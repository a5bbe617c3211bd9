#!/usr/bin/env bash
# Breaks a real cluster in containers in every way it knows, under clients whose whole history a checker judges.
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
Usage: $0 [--faults N] [--seed S] [--duration D] [--only KIND,KIND] [--during WORK] [--pace D] [--postgres MAJOR] [--json FILE]
          [--html FILE]
       $0 --once [--only KIND,KIND] [--json FILE] [--html FILE]
       $0 --faults 0 [--duration D] [--load CLIENTS] [--saturate] [--checkpoints] [--profile NAME]
       $0 --list [--seed S] [--faults N]
       $0 --help

Three nodes with PostgreSQL in containers, a router, a virtual address; faults as a seed determines them; clients that write and read all the
time by four ways; a checker over everything that they saw (docs/chaos.md). Builds what it needs first, and starts a Docker
engine where it may.

  --faults N        how many (default: 50). With 0 the cluster is left alone: every failover is a false one
  --seed S          determines the schedule (default: drawn, and said); --replay S is the same
  --duration D      no fault begins after it: 90s, 30m, 1h (default: none; 1h with no faults)
  --once            every kind once, where it hits hardest, and no drawn ones
  --only KIND,KIND  from these kinds alone
  --during WORK     each in the midst of a switchover, an upgrade, a membership change, or of nothing (default: as drawn)
  --postgres MAJOR  17 on Debian 13 (default), or 15 on Debian 12
  --pace D          what each of the twelve clients rests after each transaction (default: 4ms, which keeps two cores
                    busy; 40ms leaves room for a second run beside it)
  --profile NAME    patient, default or fast: how long the lease is
  --load CLIENTS    with no faults: pgbench beside our own clients
  --saturate        with no faults: a busy process for each core as well
  --checkpoints     with no faults: checkpoints without a pause
  --json FILE       write every strike, figure and finding there
  --html FILE       the same to look at, with a picture of the run
  --list            the catalogue and the schedule, without doing any of it

A line for each fault. The last line is "faults N, acknowledged N, lost N, violations N". Ctrl-C ends it after the fault that is on, with that
line; a second one at once. After a violation logs, Raft state, what is in the WAL, packets, the clients' histories and the picture are in
integration-tests/target/chaos.
Exit status: 0 no violation; 1 one or more, or it could not be run; 2 wrong usage.
END
}

# What the image is made of is decided here; everything else by the program.
arguments=()
while [ "$#" -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --postgres)
      case ${2-} in
        15 | 17) SAKSI_CHAOS_POSTGRESQL=$2 ;;
        *)
          complain "--postgres: 15 or 17, not '${2-}'" "$(usage)"
          exit 2
          ;;
      esac
      shift
      ;;
    *) arguments+=("$1") ;;
  esac
  shift
done
set -- "${arguments[@]}"
export SAKSI_CHAOS_POSTGRESQL
run_until_enough "$(dirname "$here")" io.saksi.chaos.run.Chaos "$@"
