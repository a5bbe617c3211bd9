# shellcheck shell=bash
# Processes of the quick start: started so that they outlive the script, remembered by pid and start time,
# and only ever signalled when both still fit.

# started_at PID: its start time in clock ticks since boot; fails if there is no such process, or it is a
# zombie.
started_at() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  # The name, in parentheses, may hold anything.
  stat=${stat##*) }
  # shellcheck disable=SC2086
  set -- $stat
  [ "$1" != Z ] && printf '%s\n' "${20}"
}

# start_detached PIDFILE LOG COMMAND...: not in the terminal's process group, so that Ctrl-C ends the script
# and not the cluster.
start_detached() {
  local pidfile=$1 log=$2
  shift 2
  setsid "$@" </dev/null >>"$log" 2>&1 &
  disown "$!"
  printf '%s %s\n' "$!" "$(started_at "$!" || echo 0)" >"$pidfile"
}

# pid_of PIDFILE: the process that was started, if it still runs.
pid_of() {
  local pid began
  { read -r pid began <"$1"; } 2>/dev/null || return 1
  [ "$(started_at "$pid")" = "$began" ] && printf '%s\n' "$pid"
}

# descendants PID: the processes below it, itself not included; all of them from one look at /proc.
descendants() {
  local stat pid rest found=" $1 " grew=yes
  local -A parent=()
  for stat in /proc/[0-9]*/stat; do
    { read -r stat <"$stat"; } 2>/dev/null || continue
    pid=${stat%% *}
    rest=${stat##*) }
    rest=${rest#* }
    parent[$pid]=${rest%% *}
  done
  while [ -n "$grew" ]; do
    grew=
    for pid in "${!parent[@]}"; do
      if [[ $found == *" ${parent[$pid]} "* && $found != *" $pid "* ]]; then
        found+="$pid "
        printf '%s\n' "$pid"
        grew=yes
      fi
    done
  done
}

# agent_below GUARD_PID
agent_below() {
  local pid
  for pid in $(descendants "$1"); do
    if grep -qzx io.saksi.agent.AgentMain "/proc/$pid/cmdline" 2>/dev/null; then
      printf '%s\n' "$pid"
      return 0
    fi
  done
  return 1
}

# processes_in DIRECTORY: those that work there; PostgreSQL's all do in their data directory.
processes_in() {
  local pid
  find /proc -mindepth 2 -maxdepth 2 -name cwd -lname "$1" 2>/dev/null | while IFS=/ read -r _ _ pid _; do
    printf '%s\n' "$pid"
  done
}

# postmaster_in DATA_DIRECTORY: only if the process of the pid file really works there.
postmaster_in() {
  local pid
  { read -r pid <"$1/postmaster.pid"; } 2>/dev/null || return 1
  [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$1" ] && printf '%s\n' "$pid"
}

# kill_all PID...: SIGKILL; those that are gone already are no error.
kill_all() {
  [ "$#" = 0 ] || kill -KILL "$@" 2>/dev/null || true
}

# until_true SECONDS COMMAND...: asks five times a second; fails when the time is over.
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.2
  done
}
