#!/usr/bin/env bash
# Starts a real three-node cluster on this machine's loopback, shows what it is for, and leaves it running.
set -u

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd -P)
root=$(dirname "$here")
# shellcheck source=deploy/lib/tools.sh
. "$here/lib/tools.sh"
# shellcheck source=deploy/lib/quickstart/processes.sh
. "$here/lib/quickstart/processes.sh"
# shellcheck source=deploy/lib/quickstart/ports.sh
. "$here/lib/quickstart/ports.sh"
# shellcheck source=deploy/lib/quickstart/cluster.sh
. "$here/lib/quickstart/cluster.sh"
# shellcheck source=deploy/lib/quickstart/story.sh
. "$here/lib/quickstart/story.sh"
# shellcheck source=deploy/lib/quickstart/figures.sh
. "$here/lib/quickstart/figures.sh"
# shellcheck source=deploy/lib/quickstart/build.sh
. "$here/lib/quickstart/build.sh"
# shellcheck source=deploy/lib/quickstart/user.sh
. "$here/lib/quickstart/user.sh"
readonly called_as=${SAKSI_QUICKSTART_CALLED_AS:-$0}

usage() {
  cat <<END
Usage: $called_as [--once] [--runs N] [--agent-kill] [--json FILE]
       $called_as --stop | --clean | --help

Builds Saksi if necessary, starts three nodes (agent, guard and PostgreSQL each) and a router on loopback
addresses, writes through the router, kills the primary's postmaster, then a whole node, and compares what the
client saw acknowledged with what is there. The cluster is left running for you to play with; run again, the
story is told on it again. Needs no root, no Docker and no configuration.

  --once         end the cluster and remove it afterwards
  --runs N       repeat the faults N times (1 to 1000), and show median and worst
  --agent-kill   also kill the primary's agent alone, which is no outage
  --json FILE    write the figures there, with memory and idle CPU
  --stop         stop the cluster; its data stay, the next start goes on with them
  --clean        stop the cluster and remove all that the quick start made

Environment:
  SAKSI_QUICKSTART_DIR          where everything is kept (now $home)
  SAKSI_QUICKSTART_AGENT_PORT   the first of the nodes' ports (default: $FIRST_AGENT_PORT, or what is free)
  SAKSI_QUICKSTART_ROUTER_PORT  the router's; the next one is read-only (default: $FIRST_ROUTER_PORT, or what is free)
  SAKSI_QUICKSTART_USER         whom root becomes (default: postgres, else nobody)

Exit status: 0 nothing was lost and every failover happened; 1 it went wrong; 2 wrong usage; 130 interrupted.
END
}

wrong_usage() {
  complain "$1" "$called_as --help tells what there is."
  exit 2
}

parse() {
  once='' runs=1 agent_kill='' json='' act=run
  while [ "$#" -gt 0 ]; do
    case $1 in
      --once) once=yes ;;
      --agent-kill) agent_kill=yes ;;
      --stop) act=stop ;;
      --clean) act=clean ;;
      -h | --help) act=help ;;
      --runs | --json)
        [ "$#" -ge 2 ] || wrong_usage "$1 needs a value"
        if [ "$1" = --runs ]; then runs=$2; else json=$2; fi
        shift
        ;;
      *) wrong_usage "unknown option: $1" ;;
    esac
    shift
  done
  [[ $runs =~ ^[1-9][0-9]{0,2}$|^1000$ ]] || wrong_usage "--runs: 1 to 1000, not $runs"
}

# interrupted: in the middle of the story the cluster is fine; in the middle of the making it is not.
# shellcheck disable=SC2317 # reached by a trap
interrupted() {
  trap - INT TERM
  echo
  if [ -n "$once" ]; then
    say "Interrupted: removing the cluster ..."
    remove_cluster
  elif [ -e "$home/complete" ]; then
    say "Interrupted. The cluster goes on: $called_as --stop stops it, --clean removes it."
  else
    say "Interrupted while the cluster was being made. The next start makes it anew; $called_as --clean removes it."
  fi
  exit 130
}

# shellcheck disable=SC2317 # reached by a trap
at_exit() {
  stop_watch
  stop_writer
}

# The state that an earlier run left: none, half-made, stopped or running.
bring_up() {
  take_home || return 1
  if [ -e "$home/complete" ]; then
    remember
    if anything_runs; then
      say "Going on with the cluster that runs in $home."
    else
      say "Starting the cluster in $home again, with its data."
    fi
  else
    if [ -e "$home/quickstart.conf" ]; then
      say "An earlier run did not get to the end: what it made in $home is removed, and made anew."
      remember
      end_cluster || return 1
      rm -rf "${home:?}"/[abc]
    fi
    prepare || return 1
    say "Making a cluster of three nodes in $home, for memory only in $RUN:"
  fi
  for node in "${NODES[@]}"; do
    say "  node $node    agent $(agent_of "$node")   PostgreSQL $(postgres_of "$node")"
  done
  say "  router    127.0.0.1:$ROUTER_PORT, read-only 127.0.0.1:$((ROUTER_PORT + 1))"
  echo
  start_watch
  start_missing && until_whole "$START_BOUND" "the start" || return 1
  : >"$home/complete"
  narrate "" "Three nodes, synchronous: a commit is acknowledged when two of them have it."
  echo
}

how_to_play() {
  cat <<END

The cluster goes on. To play with it:
  . $home/env
  saksi status                 or: saksi watch
  saksi switchover --dry-run   and without it; saksi --help tells what else there is
  psql                         through the router, at the primary
  psql -p $((ROUTER_PORT + 1))                 through the router, at a standby
  kill -9 ...                  of whatever you like; logs are in $home/*/
Again:   $called_as        Stop: $called_as --stop        Remove: $called_as --clean
END
}

run() {
  local result=0
  trap interrupted INT TERM
  trap at_exit EXIT
  acknowledged='' lost=''
  if bring_up; then
    "$dist/bin/saksi" status --agents "$(all_agents)"
    story "$runs" "$agent_kill" || result=1
    compare || result=1
    stop_watch
    [ -z "$lost" ] || table
    [ -z "$json" ] || write_json "$json" || result=1
    [ "$lost" = 0 ] || result=1
  else
    result=1
  fi
  stop_watch
  stop_writer
  if [ -n "$once" ]; then
    say "Removing the cluster ..."
    remove_cluster || result=1
  elif [ -e "$home/complete" ]; then
    how_to_play
  fi
  if [ "$result" != 0 ]; then
    say "It went wrong: see above."
    if [ -z "$once" ] && [ -e "$home/quickstart.conf" ] && [ ! -e "$home/complete" ]; then
      say "What was made is left for you to look at; the next start makes it anew, $called_as --clean removes it."
    fi
  fi
  return "$result"
}

stop() {
  if [ ! -e "$home/$MARKER" ] || [ ! -r "$home/quickstart.conf" ]; then
    say "There is no cluster in $home."
    return 0
  fi
  remember
  anything_runs || { say "The cluster in $home does not run."; return 0; }
  say "Stopping the cluster in $home ..."
  stop_cluster || { complain "some processes go on" "See: $(processes_in "$home/*/data" | tr '\n' ' ')"; return 1; }
  say "Stopped. The next start goes on with its data; $called_as --clean removes it."
}

clean() {
  if [ ! -e "$home/$MARKER" ]; then
    say "There is nothing of the quick start in $home."
    return 0
  fi
  say "Ending and removing the cluster in $home ..."
  remove_cluster && say "Removed."
}

main() {
  if [ "$(uname -s)" != Linux ]; then
    complain "the quick start needs Linux" "On others: in a Linux container or virtual machine."
    exit 1
  fi
  home=${SAKSI_QUICKSTART_DIR:-$([ "$(id -u)" = 0 ] && echo /var/tmp/saksi-quickstart || echo "$root/.quickstart")}
  home=$(readlink -m "$home")
  parse "$@"
  if [ "$act" = help ]; then
    usage
    exit 0
  fi
  json=${json:+$(readlink -m "$json")}
  dist=${SAKSI_QUICKSTART_DIST-}
  if [ "$act" = run ]; then
    need_postgresql || exit 1
    if [ -z "$dist" ]; then
      cd "$root" && build || exit 1
      dist=$root/agent/target/saksi
    fi
    postgres_bin=$(find_postgresql)
  fi
  if [ "$(id -u)" = 0 ]; then
    [ "$act" = run ] || [ -e "$home" ] || { say "There is nothing of the quick start in $home."; exit 0; }
    go_on_as_user "$@"
  fi
  if [ -n "$json" ] && ! : 2>/dev/null >>"$json"; then
    complain "$(id -un) may not write $json" "Name another file with --json."
    exit 1
  fi
  case $act in
    run) run ;;
    stop) stop ;;
    clean) clean ;;
  esac
}

main "$@"
exit
