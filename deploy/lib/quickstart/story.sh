# shellcheck shell=bash disable=SC2034,SC2154
# What the thing is for: a writer, faults, and what the client saw of them.

readonly BACK_BOUND=90 WRITE_BOUND=60
agent_outages=0
declare -a postmaster_ms=() node_ms=() agent_ms=()
bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  bold=$'\e[1m' plain=$'\e[0m'
fi

# narrate WHO TEXT: a line of our own among those of the cluster and of the client.
narrate() {
  local now=$EPOCHREALTIME
  printf '%s  %(%H:%M:%S)T.%s  %-8s %s%s\n' "$bold" "${now%[.,]*}" "${now:11:3}" "$1" "$2" "$plain"
}

# as WHO: passes lines that begin with the time of day on, under a name; the writer's counts stay in its log.
as() {
  local line
  while IFS= read -r line; do
    case $line in
      *'  acknowledged '*) ;;
      [0-2][0-9]:*) printf '  %s  %-8s %s\n' "${line%%  *}" "$1" "${line#*  }" ;;
      *) printf '  %12s  %-8s %s\n' '' "$1" "$line" ;;
    esac
  done
}

start_watch() {
  : >"$home/watch.log"
  "$dist/bin/saksi" watch --agents "$(all_agents)" > >(exec 2>/dev/null; tee "$home/watch.log" | as cluster) 2>&1 &
  watcher=$!
}

stop_watch() {
  [ -z "${watcher-}" ] || kill -TERM "$watcher" 2>/dev/null || true
  watcher=
}

start_writer() {
  : >"$home/writer.log"
  rm -f "$home/acknowledged"
  "$dist/bin/saksi" workload run --port "$ROUTER_PORT" --user app --dbname app \
    --password-file "$home/app.password" --acks "$home/acknowledged" \
    > >(exec 2>/dev/null; tee "$home/writer.log" | as client) 2>&1 &
  writer=$!
}

stop_writer() {
  [ -n "${writer-}" ] || return 0
  kill -TERM "$writer" 2>/dev/null || true
  wait "$writer" 2>/dev/null || true
  writer=
}

# lines: how long the writer's log is now; what comes after is of the fault.
lines() {
  wc -l <"$home/writer.log"
}

since() {
  tail -n "+$(($1 + 1))" "$home/writer.log"
}

# wrote LINE TIMES: so many seconds with commits since then.
wrote() {
  [ "$(since "$1" | grep -c 'acknowledged [0-9]* (+[1-9]')" -ge "$2" ]
}

steady() {
  local from
  from=$(lines)
  if ! until_true "$WRITE_BOUND" wrote "$from" 2; then
    complain "the writer could not write for $WRITE_BOUND s" "$(tail -n 3 "$home/writer.log")"
    return 1
  fi
}

came_back() {
  [ "$(since "$1" | grep -E 'service (lost|back)' | tail -n 1 | grep -c 'service back')" = 1 ]
}

# outage LINE: milliseconds without service since then; all of them, if it was lost more than once.
outage() {
  since "$1" | sed -nE 's/.*service back: ([0-9]+) ms.*/\1/p' | awk '{ sum += $1 } END { print sum + 0 }'
}

longest_gap() {
  since "$1" | sed -nE 's/.*longest gap ([0-9]+) ms.*/\1/p' | sort -n | tail -n 1
}

# after_fault LINE EPOCH OLD_PRIMARY: waits until the client is served again; there must have been a failover.
after_fault() {
  if ! until_true "$BACK_BOUND" came_back "$1"; then
    complain "the client was not served again within $BACK_BOUND s" "Look at $home/*/agent.log."
    return 1
  fi
  until_true "$BACK_BOUND" moved_on "$2" || {
    complain "there was no failover" "$(field summary)"
    return 1
  }
}

moved_on() {
  look && [ "$(field open)" = true ] && [ "$(field epoch)" -gt "$1" ]
}

ms() {
  printf '%s.%03d s' "$(($1 / 1000))" "$(($1 % 1000))"
}

fault_postmaster() {
  local from primary epoch pid
  until_whole "$WHOLE_BOUND" "getting whole" && steady || return 1
  primary=$(field primary) epoch=$(field epoch)
  pid=$(postmaster_in "$home/$primary/data") || { complain "no postmaster runs on $primary" "$(field summary)"; return 1; }
  from=$(lines)
  echo
  narrate FAULT "kill -9 $pid: the postmaster of $primary, the primary"
  kill_all "$pid"
  after_fault "$from" "$epoch" || return 1
  until_whole "$WHOLE_BOUND" "the return of $primary" || return 1
  postmaster_ms+=("$(outage "$from")")
  narrate "" "$(field primary) leads, $primary is a standby again. Without service: $(ms "${postmaster_ms[-1]}")"
}

fault_node() {
  local from primary epoch
  until_whole "$WHOLE_BOUND" "getting whole" && steady || return 1
  primary=$(field primary) epoch=$(field epoch)
  from=$(lines)
  echo
  narrate FAULT "kill -9 of all of node $primary, the primary: guard, agent, PostgreSQL"
  kill_node "$primary"
  after_fault "$from" "$epoch" || return 1
  if [ "$(field primary)" = "$primary" ]; then
    complain "$primary leads again, although it is dead" "This is a bug."
    return 1
  fi
  steady || return 1
  node_ms+=("$(outage "$from")")
  narrate "" "$(field primary) leads. Without service: $(ms "${node_ms[-1]}"). Now $primary is started again."
  start_node "$primary"
  until_whole "$WHOLE_BOUND" "the return of $primary" || return 1
  narrate "" "$primary is a standby again."
}

has_new_agent() {
  local pid
  pid=$(agent_below "$1") && [ "$pid" != "$2" ]
}

fault_agent() {
  local from primary guard pid epoch
  until_whole "$WHOLE_BOUND" "getting whole" && steady || return 1
  primary=$(field primary) epoch=$(field epoch)
  guard=$(pid_of "$home/$primary/guard.pid") && pid=$(agent_below "$guard") || return 1
  from=$(lines)
  echo
  narrate FAULT "kill -9 $pid: the agent of $primary, the primary; its PostgreSQL goes on"
  kill_all "$pid"
  until_true 30 has_new_agent "$guard" "$pid" || { complain "the guard did not start a new agent"; return 1; }
  until_whole "$WHOLE_BOUND" "the return of the agent of $primary" && steady || return 1
  agent_ms+=("$(outage "$from")")
  if [ "${agent_ms[-1]}" != 0 ] || [ "$(field epoch)" != "$epoch" ]; then
    narrate "" "An outage of $(ms "${agent_ms[-1]}"): the new agent was not there before the lease ran out."
    agent_outages=$((agent_outages + 1))
    return 0
  fi
  narrate "" "No outage; the longest gap between two commits was $(longest_gap "$from") ms."
}

# story RUNS WITH_AGENT_KILL
story() {
  local run
  start_writer
  for ((run = 1; run <= $1; run++)); do
    [ "$1" = 1 ] || { echo; say "Round $run of $1"; }
    [ -z "$2" ] || fault_agent || return 1
    fault_postmaster && fault_node || return 1
  done
  steady && [ "$agent_outages" = 0 ]
}

# compare: row by row, what the client saw acknowledged against what is there. Sets acknowledged and lost.
compare() {
  local result
  stop_writer
  "$dist/bin/saksi" workload check --port "$ROUTER_PORT" --user app --dbname app \
    --password-file "$home/app.password" --acks "$home/acknowledged" >"$home/check.log" 2>&1
  result=$?
  acknowledged=$(sed -nE 's/^acknowledged ([0-9]+), lost.*/\1/p' "$home/check.log")
  lost=$(sed -nE 's/^acknowledged [0-9]+, lost ([0-9]+).*/\1/p' "$home/check.log")
  [ "$result" -le 1 ] && [ -n "$lost" ] && return 0
  complain "the rows could not be compared" "$(tail -n 3 "$home/check.log")"
  return 1
}
