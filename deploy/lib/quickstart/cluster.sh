# shellcheck shell=bash disable=SC2034,SC2154
# The cluster of the quick start: made, started, looked at, stopped, removed. Everything is below $home and
# $run, each with a marker without which nothing is removed.

readonly NODES=(a b c) MARKER=.made-by-saksi-quickstart
readonly START_BOUND=90 STOP_BOUND=100 WHOLE_BOUND=120

var() {
  printf '%s' "${!1}"
}

agent_of() {
  printf '%s:%s' "$(var "ADDRESS_$1")" "$(var "AGENT_PORT_$1")"
}

raft_of() {
  printf '%s:%s' "$(var "ADDRESS_$1")" "$(($(var "AGENT_PORT_$1") + 1))"
}

postgres_of() {
  printf '%s:%s' "$(var "ADDRESS_$1")" "$(($(var "AGENT_PORT_$1") + 2))"
}

all_agents() {
  printf '%s,%s,%s' "$(agent_of a)" "$(agent_of b)" "$(agent_of c)"
}

# take_home: makes $home, or sees that it is an earlier one of ours.
take_home() {
  if [ -e "$home/$MARKER" ]; then
    [ -w "$home" ] && return 0
    complain "$(id -un) may not write in $home" "Run this as its owner: $(stat -c %U "$home")."
    return 1
  fi
  if ! mkdir -p "$home" 2>/dev/null || [ ! -w "$home" ]; then
    complain "$(id -un) may not make $home" "Name another place: SAKSI_QUICKSTART_DIR=/some/where $called_as"
    return 1
  fi
  # Root has put copies there, for a user who may not read the originals.
  if find "$home" -mindepth 1 -maxdepth 1 ! -name dist ! -name deploy -print -quit | grep -q .; then
    complain "$home is not empty, and not of an earlier quick start; it was not touched" \
      "Name an empty place: SAKSI_QUICKSTART_DIR=/some/where $called_as"
    return 1
  fi
  chmod 700 "$home"
  : >"$home/$MARKER"
}

# choose_run: what must not survive a reboot, in memory; the path is short, for PostgreSQL's socket is in it.
choose_run() {
  local base=${XDG_RUNTIME_DIR-} hash
  { [ -d "$base" ] && [ -w "$base" ] && [ "${#base}" -le 30 ]; } || base=/dev/shm
  { [ -d "$base" ] && [ -w "$base" ]; } || base=${TMPDIR:-/tmp}
  hash=$(printf '%s' "$home" | cksum)
  RUN=$base/saksi-quickstart-$(id -u)-${hash%% *}
}

take_run() {
  # In a directory that all may write, somebody else may have been first.
  if mkdir -m 700 "$RUN" 2>/dev/null; then
    : >"$RUN/$MARKER"
  elif [ -L "$RUN" ] || [ ! -O "$RUN" ] || [ ! -e "$RUN/$MARKER" ]; then
    complain "$RUN is there, and not of an earlier quick start; it was not touched" "Remove it, then try again."
    return 1
  fi
}

enough_space() {
  local free
  free=$(df -Pk "$home" | awk 'NR == 2 { print $4 }')
  if [ "${free:-0}" -lt 1000000 ]; then
    complain "only $((free / 1024)) MB are free where $home is; the three databases want 1 GB" \
      "Name another place: SAKSI_QUICKSTART_DIR=/some/where $called_as"
    return 1
  fi
}

random_word() {
  head -c 24 /dev/urandom | base64 | tr -d '/+=\n'
}

# prepare: everything that is written before the first process starts.
prepare() {
  local node password
  enough_space && choose_run && take_run && choose_ports || return 1
  umask 077
  password=$(random_word)
  random_word >"$home/secret"
  printf '%s\n' "$password" >"$home/app.password"
  printf '127.0.0.1:*:*:app:%s\n' "$password" >"$home/pgpass"
  printf '%s\n' "CREATE ROLE app LOGIN PASSWORD '$password';" 'CREATE DATABASE app OWNER app;' >"$home/first.sql"
  for node in "${NODES[@]}"; do
    mkdir -p "$home/$node"
  done
  {
    printf 'RUN=%q\nROUTER_PORT=%s\n' "$RUN" "$ROUTER_PORT"
    for node in "${NODES[@]}"; do
      printf 'ADDRESS_%s=%s\nAGENT_PORT_%s=%s\n' "$node" "$(var "ADDRESS_$node")" "$node" "$(var "AGENT_PORT_$node")"
    done
  } >"$home/quickstart.conf"
  cat >"$home/env" <<END
# For your shell: . $home/env
export SAKSI_AGENTS=$(all_agents) SAKSI_SECRET_FILE='$home/secret'
export PGHOST=127.0.0.1 PGPORT=$ROUTER_PORT PGUSER=app PGDATABASE=app PGPASSFILE='$home/pgpass'
PATH='$dist/bin':\$PATH
END
}

remember() {
  # shellcheck source=/dev/null
  . "$home/quickstart.conf"
}

start_node() {
  local node=$1 first
  if [ "$node" = a ]; then
    first=(--bootstrap --bootstrap-sql "$home/first.sql")
  else
    first=(--seed "$(agent_of a),$(agent_of b)")
  fi
  start_detached "$home/$node/guard.pid" "$home/$node/agent.log" \
    "$dist/bin/saksi" guard --run-dir "$RUN/$node" --data-dir "$home/$node/data" --log "$home/$node/guard.log" -- \
    "$dist/bin/saksi" agent --cluster demo --node "$node" "${first[@]}" \
    --home "$home/$node" --run-dir "$RUN/$node" --data-dir "$home/$node/data" \
    --listen "$(agent_of "$node")" --raft-listen "$(raft_of "$node")" \
    --postgres-listen "$(postgres_of "$node")" --postgres-bin "$postgres_bin" \
    --secret-file "$home/secret" --client-hba 'host app app 127.0.0.0/8 scram-sha-256'
}

start_router() {
  start_detached "$home/router.pid" "$home/router.log" \
    "$dist/bin/saksi" router --listen "127.0.0.1:$ROUTER_PORT" \
    --listen-read-only "127.0.0.1:$((ROUTER_PORT + 1))" --agents "$(all_agents)"
}

# start_missing: starts what does not run.
start_missing() {
  local node
  take_run || return 1
  for node in "${NODES[@]}"; do
    pid_of "$home/$node/guard.pid" >/dev/null || start_node "$node"
  done
  pid_of "$home/router.pid" >/dev/null || start_router
}

# look: asks the agents and keeps the answer in $status; fails, and keeps the former one, if none answers.
status=
look() {
  local answer
  answer=$("$dist/bin/saksi" status --agents "$(all_agents)" --timeout 2s --json 2>/dev/null)
  [ -z "$answer" ] && return 1
  status=$answer
}

# field NAME: of what was last seen.
field() {
  sed -nE "s/^  \"$1\": \"?([^\",]*)\"?,?\$/\\1/p" <<<"$status"
}

sync_members() {
  sed -n '/^  "sync_set"/,/^  }/p' <<<"$status" | grep -c '^      "'
}

# is_whole: open, all nodes there, and commits wait for one of two standbys, settled.
is_whole() {
  look && [ "$(field ok)" = true ] && [ "$(grep -c '"live": true' <<<"$status")" = 3 ] &&
    [ "$(sync_members)" = 2 ] && [ "$(grep -c '^      "k"' <<<"$status")" = 1 ]
}

# a process that gave up is reported with its own last words.
explain_dead() {
  local node
  for node in "${NODES[@]}"; do
    if ! pid_of "$home/$node/guard.pid" >/dev/null; then
      complain "node $node gave up" "$(tail -n 5 "$home/$node/agent.log" 2>/dev/null)" \
        "More in $home/$node/agent.log and guard.log."
      return 0
    fi
  done
  if ! pid_of "$home/router.pid" >/dev/null; then
    complain "the router gave up" "$(tail -n 5 "$home/router.log" 2>/dev/null)" "More in $home/router.log."
    return 0
  fi
  return 1
}

# until_whole SECONDS WHAT: or until a process gave up.
until_whole() {
  local end=$((SECONDS + $1))
  until is_whole; do
    explain_dead && return 1
    if [ "$SECONDS" -ge "$end" ]; then
      complain "$2 took longer than $1 s; the last that was known:" "$(field summary)" \
        "Look at $home/*/agent.log."
      return 1
    fi
    sleep 0.3
  done
}

anything_runs() {
  local node
  for node in "${NODES[@]}"; do
    pid_of "$home/$node/guard.pid" >/dev/null && return 0
    [ -n "$(processes_in "$home/$node/data")" ] && return 0
  done
  pid_of "$home/router.pid" >/dev/null
}

nothing_runs() {
  ! anything_runs
}

# stop_cluster: asks all to end, then ends what is left.
stop_cluster() {
  local node pid
  anything_runs || return 0
  for node in "${NODES[@]}"; do
    pid=$(pid_of "$home/$node/guard.pid") && kill -TERM "$pid" 2>/dev/null
  done
  pid=$(pid_of "$home/router.pid") && kill -TERM "$pid" 2>/dev/null
  if ! until_true "$STOP_BOUND" guards_are_gone; then
    say "Not everything ended within $STOP_BOUND s; it is killed."
  fi
  end_cluster
}

# end_cluster: at once, without asking.
end_cluster() {
  local node pid
  for node in "${NODES[@]}"; do
    kill_node "$node"
  done
  pid=$(pid_of "$home/router.pid") && kill_all "$pid"
  until_true 10 nothing_runs
}

guards_are_gone() {
  local node
  for node in "${NODES[@]}"; do
    pid_of "$home/$node/guard.pid" >/dev/null && return 1
  done
  ! pid_of "$home/router.pid" >/dev/null
}

# kill_node NODE: guard, agent and PostgreSQL, all at once, and whatever they forked meanwhile.
kill_node() {
  local guard='' victims round
  for round in 1 2 3 4 5; do
    if guard=$(pid_of "$home/$1/guard.pid"); then
      mapfile -t victims < <(printf '%s\n' "$guard"; descendants "$guard"; processes_in "$home/$1/data")
    else
      mapfile -t victims < <(processes_in "$home/$1/data")
    fi
    [ "${#victims[@]}" -gt 0 ] || return 0
    kill_all "${victims[@]}"
    [ "$round" = 1 ] || sleep 0.05
  done
}

# remove_cluster: what the quick start made, and nothing else.
remove_cluster() {
  [ -e "$home/$MARKER" ] || return 0
  local node
  choose_run
  [ ! -r "$home/quickstart.conf" ] || remember
  if ! end_cluster; then
    complain "some processes cannot be ended: $(for node in "${NODES[@]}"; do processes_in "$home/$node/data"; done | tr '\n' ' ')" \
      "Nothing was removed. See what keeps them, then run: $called_as --clean"
    return 1
  fi
  if [ -O "$RUN" ] && [ -e "$RUN/$MARKER" ]; then
    rm -rf "$RUN"
  fi
  for node in "${NODES[@]}"; do
    rm -rf "${home:?}/$node"
  done
  (cd "$home" && rm -rf dist deploy secret app.password pgpass first.sql quickstart.conf env complete router.pid \
    router.log watch.log writer.log check.log acknowledged)
  rm -f "$home/$MARKER"
  rmdir "$home" 2>/dev/null || say "$home holds something that the quick start did not make; it was left."
}
