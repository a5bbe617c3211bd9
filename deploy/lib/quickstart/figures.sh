# shellcheck shell=bash disable=SC2034,SC2154
# The figures at the end, for people and for programs.

readonly IDLE_SECONDS=10

# quantile POSITION VALUE...: POSITION is median or worst.
quantile() {
  local which=$1
  shift
  printf '%s\n' "$@" | sort -n | awk -v which="$which" '
    { v[NR] = $1 }
    END {
      if (which == "worst") print v[NR]
      else if (NR % 2) print v[(NR + 1) / 2]
      else printf "%d\n", (v[NR / 2] + v[NR / 2 + 1]) / 2
    }'
}

# figure NAME VALUE...: one line of the table.
figure() {
  local name=$1
  shift
  [ "$#" -gt 0 ] || return 0
  if [ "$#" = 1 ]; then
    printf '  %-30s %s\n' "$name" "$(ms "$1")"
  else
    printf '  %-30s median %s, worst %s (%s runs)\n' "$name" "$(ms "$(quantile median "$@")")" \
      "$(ms "$(quantile worst "$@")")" "$#"
  fi
}

table() {
  echo
  say "Time without service, as the client saw it:"
  figure "agent killed" "${agent_ms[@]}"
  figure "postmaster killed" "${postmaster_ms[@]}"
  figure "node killed" "${node_ms[@]}"
  echo
  printf '%sacknowledged %s, lost %s%s\n' "$bold" "$acknowledged" "$lost" "$plain"
}

# resident_kb PID
resident_kb() {
  awk '/^VmRSS/ { print $2 }' "/proc/$1/status" 2>/dev/null || echo 0
}

# ticks PID...: processor time in hundredths of a second (USER_HZ is 100 everywhere on Linux).
ticks() {
  local pid stat sum=0
  for pid in "$@"; do
    { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || continue
    stat=${stat##*) }
    # shellcheck disable=SC2206
    local -a fields=($stat)
    sum=$((sum + fields[11] + fields[12]))
  done
  printf '%s\n' "$sum"
}

# cost NODE: resident memory of guard and agent in MB, and their part of a core in per cent, at rest.
cost() {
  local guard agent before after
  guard=$(pid_of "$home/$1/guard.pid") && agent=$(agent_below "$guard") || return 1
  before=$(ticks "$guard" "$agent")
  sleep "$IDLE_SECONDS"
  after=$(ticks "$guard" "$agent")
  awk -v kb="$(($(resident_kb "$guard") + $(resident_kb "$agent")))" -v ticks="$((after - before))" \
    -v seconds="$IDLE_SECONDS" 'BEGIN { printf "%.0f %.1f\n", kb / 1024, ticks / seconds }'
}

# write_json FILE: nobody writes while the cost of standing by is measured.
write_json() {
  local leader memory cpu
  look
  leader=$(field raft_leader)
  say "Measuring memory and idle CPU of guard and agent on $leader for $IDLE_SECONDS s ..."
  read -r memory cpu < <(cost "$leader")
  local IFS=,
  cat >"$1" <<END
{
  "without_service_ms": {
    "agent_killed": [${agent_ms[*]}],
    "postmaster_killed": [${postmaster_ms[*]}],
    "node_killed": [${node_ms[*]}]
  },
  "acknowledged": ${acknowledged:-null},
  "lost": ${lost:-null},
  "raft_leader": { "resident_mb": ${memory:-null}, "idle_cpu_percent_of_a_core": ${cpu:-null} }
}
END
  say "Memory of guard and agent: ${memory:-?} MB; idle CPU: ${cpu:-?} % of a core. Figures are in $1."
}
