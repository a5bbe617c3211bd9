# shellcheck shell=bash
# What a node's processes cost while nothing happens: time of the processor by thread, memory by kind. Reads /proc
# only, and starts nothing that would be measured with it.

idle_usage() {
  cat <<'END'
usage: deploy/measure.sh idle [--seconds N] [--threads N] [--json] [PID...]

What guard, deputy and agent of each node that runs here cost while nothing happens, over N seconds (60, 5 to 3600):
processor time in per cent of one core by process and by thread, how often they are woken, and resident memory by
kind. PID: of guards; without one all that run here. --threads N: how many threads are shown (12). --json: one
object for each node. Needs root, or the user whom they run as.

  RSS     resident, as ps shows it: what processes share counts in each of them
  PSS     what is shared counts once, in parts: the sum over a node is what it really takes
  others  of threads that ended meanwhile
END
}

# name_of PID
name_of() {
  { read -r REPLY <"/proc/$1/comm"; } 2>/dev/null || REPLY=
  printf '%s' "$REPLY"
}

all_guards() {
  local comm
  for comm in /proc/[0-9]*/comm; do
    if [ "$(name_of "${comm//[!0-9]/}")" = saksi-guard ]; then
      printf '%s\n' "${comm//[!0-9]/}"
    fi
  done
}

# node_of GUARD: the guard, its deputy and its agent.
node_of() {
  local child children
  printf '%s\n' "$1"
  children=$(cat "/proc/$1/task/"*/children 2>/dev/null) || true
  for child in $children; do
    case $(name_of "$child") in
      saksi-deputy | saksi-agent) printf '%s\n' "$child" ;;
    esac
  done
}

# sample PID...: lines of a moment: "clock NS", "process PID NAME TICKS CHILDREN'S-TICKS", "thread PID TID NS WAKES NAME".
sample() {
  local pid task comm stat ran runs
  read -r stat _ </proc/uptime
  printf 'clock %s\n' "$stat"
  for pid in "$@"; do
    { read -r stat <"/proc/$pid/stat"; } 2>/dev/null || continue
    stat=${stat##*) }
    # shellcheck disable=SC2086
    set -- $stat
    printf 'process %s %s %s %s\n' "$pid" "$(name_of "$pid")" "$((${12} + ${13}))" "$((${14} + ${15}))"
    for task in "/proc/$pid/task"/*; do
      { read -r ran _ runs <"$task/schedstat" && read -r comm <"$task/comm"; } 2>/dev/null || continue
      printf 'thread %s %s %s %s %s\n' "$pid" "${task##*/}" "$ran" "$runs" "$comm"
    done
  done
}

# memory PID...: lines "memory PID KIND RSS PSS", in kB. The JVM gives its mappings no names: the heap of a small one
# lies below 4 GB, compiled code is where memory may be written and executed.
memory() {
  local pid
  for pid in "$@"; do
    awk -v pid="$pid" '
      /^[0-9a-f]+-[0-9a-f]+ / {
        path = $6
        if (path ~ /\.aot$/) kind = "classes"
        else if (path ~ /\.so[.0-9]*$/ || path ~ /\/bin\/java$/) kind = "libraries"
        else if (path ~ /^\// ) kind = "files"
        else if ($2 ~ /x/ && path == "") kind = "code"
        else if (length($1) <= 17) kind = "heap"
        else kind = "native"
      }
      /^Rss:/ { rss[kind] += $2 }
      /^Pss:/ { pss[kind] += $2 }
      END { for (k in rss) print "memory", pid, k, rss[k], pss[k] }' "/proc/$pid/smaps" || return 1
  done
}

# idle_of_node SECONDS THREADS JSON GUARD BEFORE AFTER MEMORY: what was sampled, told.
idle_report() {
  awk -v hertz="$(getconf CLK_TCK)" -v most="$1" -v json="$2" -v guard="$3" '
    function cpu(ns) { return 100 * ns / 1e9 / seconds }
    FNR == 1 { file++ }
    $1 == "clock" { at[file] = $2; seconds = at[2] - at[1] }
    $1 == "process" {
      if (file == 1) { pids[++n] = $2; name[$2] = $3 }
      ticks[file, $2] = $4; below[file, $2] = $5
    }
    $1 == "thread" {
      key = $2 "/" $3; pid = $2; ns = $4; wakes = $5
      sub(/^thread [0-9]+ [0-9]+ [0-9]+ [0-9]+ /, "")
      if (file == 1) { ran[key] = ns; woken[key] = wakes }
      else {
        living[pid]++
        ns -= ran[key]; wakes -= woken[key]
        # A pool names its threads by number: what it does is one thing.
        title = $0; gsub(/[0-9]+/, "#", title)
        known[pid] += ns; switches[pid] += wakes
        if (!((pid, title) in spent)) titles[++m] = pid SUBSEP title
        spent[pid, title] += ns; times[pid, title] += wakes; many[pid, title]++
      }
    }
    $1 == "memory" { rss[$2] += $4; pss[$2] += $5; kinds[$3]; r[$2, $3] = $4; all[$3] += $5 }
    END {
      split("heap code classes native libraries files", order, " ")
      for (i = 1; i <= n; i++) {
        p = pids[i]
        total[p] = 100 * (ticks[2, p] - ticks[1, p]) / hertz / seconds
        child[p] = 100 * (below[2, p] - below[1, p]) / hertz / seconds
        sum += total[p] + child[p]; rsum += rss[p]; psum += pss[p]; wsum += switches[p]; tsum += living[p]
      }
      if (json == "true") {
        printf "{\"guard\":%d,\"seconds\":%.0f,\"cpu_percent_of_a_core\":%.2f,\"rss_mb\":%.1f,\"pss_mb\":%.1f,\"processes\":[", guard, seconds, sum, rsum / 1024, psum / 1024
        for (i = 1; i <= n; i++) {
          p = pids[i]
          printf "%s{\"name\":\"%s\",\"pid\":%d,\"cpu_percent_of_a_core\":%.2f,\"children_cpu_percent_of_a_core\":%.2f,\"wakeups_per_second\":%.1f,\"threads\":%d,\"rss_mb\":%.1f,\"pss_mb\":%.1f,\"rss_mb_by_kind\":{", (i > 1 ? "," : ""), name[p], p, total[p], child[p], switches[p] / seconds, living[p], rss[p] / 1024, pss[p] / 1024
          for (k = 1; k <= 6; k++) printf "%s\"%s\":%.1f", (k > 1 ? "," : ""), order[k], r[p, order[k]] / 1024
          printf "}}"
        }
        print "]}"
        exit
      }
      printf "guard %d, over %.0f s: %.2f %% of a core, RSS %.0f MB, PSS %.0f MB\n\n", guard, seconds, sum, rsum / 1024, psum / 1024
      printf "  %-13s %7s %9s %8s %7s %7s   of RSS:", "", "% core", "wakes/s", "threads", "RSS MB", "PSS MB"
      for (k = 1; k <= 6; k++) printf " %9s", order[k]
      print ""
      for (i = 1; i <= n; i++) {
        p = pids[i]
        printf "  %-13s %7.2f %9.1f %8d %7.1f %7.1f          ", name[p], total[p], switches[p] / seconds, living[p], rss[p] / 1024, pss[p] / 1024
        for (k = 1; k <= 6; k++) printf " %9.1f", r[p, order[k]] / 1024
        print ""
        if (child[p] >= 0.005) printf "    %-11s %7.2f   of programs that it ran\n", "", child[p]
      }
      printf "  %-13s %7.2f %9.1f %8d %7.1f %7.1f   of PSS:", "together", sum, wsum / seconds, tsum, rsum / 1024, psum / 1024
      for (k = 1; k <= 6; k++) printf " %9.1f", all[order[k]] / 1024
      printf "\n\n  %-30s %7s %9s %8s\n", "thread", "% core", "wakes/s", "threads"
      for (i = 1; i <= n; i++) {
        p = pids[i]
        spent[p, "others"] = (ticks[2, p] - ticks[1, p]) / hertz * 1e9 - known[p]
        titles[++m] = p SUBSEP "others"
      }
      for (shown = 0; shown < most; shown++) {
        best = ""
        for (i = 1; i <= m; i++)
          if (!(titles[i] in done) && (best == "" || spent[titles[i]] > spent[best])) best = titles[i]
        if (best == "" || spent[best] <= 0) break
        done[best]
        split(best, part, SUBSEP)
        short = name[part[1]]; sub(/^saksi-/, "", short)
        printf "  %-30s %7.3f %9.1f %8s\n", short " " part[2], cpu(spent[best]), times[best] / seconds, many[best]
      }
      print ""
    }' "$4" "$5" "$6"
}

# bounded WORD MIN MAX: whether it is a whole number in between.
bounded() {
  [[ $1 =~ ^[0-9]{1,6}$ ]] && [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

measure_idle() {
  local seconds=60 threads=12 json=false guards=() guard work pids
  while [ $# -gt 0 ]; do
    case $1 in
      --json) json=true ;;
      --seconds | --threads)
        [ $# -ge 2 ] || { complain "$1 needs a value" "deploy/measure.sh idle --help"; return 2; }
        if [ "$1" = --seconds ]; then
          bounded "$2" 5 3600 || { complain "--seconds: 5 to 3600, not $2" "deploy/measure.sh idle --help"; return 2; }
          seconds=$2
        else
          bounded "$2" 0 1000 || { complain "--threads: 0 to 1000, not $2" "deploy/measure.sh idle --help"; return 2; }
          threads=$2
        fi
        shift
        ;;
      -h | --help)
        idle_usage
        return 0
        ;;
      *)
        bounded "$1" 1 999999 || { complain "'$1' is neither an option nor a process id" "deploy/measure.sh idle --help"; return 2; }
        guards+=("$1")
        ;;
    esac
    shift
  done
  [ ${#guards[@]} -gt 0 ] || mapfile -t guards < <(all_guards)
  if [ ${#guards[@]} -eq 0 ]; then
    complain "no guard runs here" "deploy/quickstart.sh starts a cluster of three on this machine."
    return 1
  fi
  for guard in "${guards[@]}"; do
    if [ "$(name_of "$guard")" != saksi-guard ]; then
      complain "process $guard is no guard" "Its name would be saksi-guard: ps -C saksi-guard"
      return 1
    fi
  done
  work=$(mktemp -d)
  for guard in "${guards[@]}"; do
    node_of "$guard" >"$work/$guard.pids"
    mapfile -t pids <"$work/$guard.pids"
    sample "${pids[@]}" >"$work/$guard.before"
  done
  sleep "$seconds"
  local result=0
  for guard in "${guards[@]}"; do
    mapfile -t pids <"$work/$guard.pids"
    sample "${pids[@]}" >"$work/$guard.after"
  done
  for guard in "${guards[@]}"; do
    mapfile -t pids <"$work/$guard.pids"
    if [ "$(node_of "$guard" 2>/dev/null)" != "$(cat "$work/$guard.pids")" ]; then
      complain "the processes of guard $guard changed meanwhile" "Nothing was at rest: measure again."
      result=1
    elif ! memory "${pids[@]}" >"$work/$guard.memory" 2>/dev/null; then
      complain "may not look at the memory of guard $guard" "Run this as root, or as the user whom it runs as."
      result=1
    else
      idle_report "$threads" "$json" "$guard" "$work/$guard.before" "$work/$guard.after" "$work/$guard.memory"
    fi
  done
  rm -rf "$work"
  return "$result"
}
