#!/usr/bin/env bash
# Measures the steps of a failover on one node's PostgreSQL: gate, kill, promotion, following; the machine should do
# nothing else. Or, with "idle", what nodes that run cost while nothing happens.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=deploy/lib/tools.sh
. deploy/lib/tools.sh
# shellcheck source=deploy/lib/measure/idle.sh
. deploy/lib/measure/idle.sh

usage() {
  cat <<'U'
usage: deploy/measure.sh [--json] [--pg-bin DIR]... [RUNS]
       deploy/measure.sh idle [--help] [--seconds N] [--threads N] [--json] [PID...]

Median and worst of RUNS (30, 1 to 1000) after one to warm up, for each PostgreSQL given: the directory of its
programs, as often as needed; without one the newest that is installed. --json: one object a line instead of a table.
U
}

if [ "${1-}" = idle ]; then
  shift
  measure_idle "$@"
  exit
fi

runs=30
json=false
bins=()
while [ $# -gt 0 ]; do
  case $1 in
    --json) json=true ;;
    --pg-bin)
      [ -x "${2:-}/postgres" ] || { echo "--pg-bin: no program 'postgres' in '${2:-}'" >&2; exit 2; }
      bins+=("$2")
      shift
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    '' | *[!0-9]* | ?????*)
      usage >&2
      exit 2
      ;;
    *) runs=$1 ;;
  esac
  shift
done
[ "$runs" -ge 1 ] && [ "$runs" -le 1000 ] || { usage >&2; exit 2; }

measure() {
  local log
  log=$(mktemp)
  if ! mvn -q -B -pl proto,coordinator,agent -am test -Dtest=MeasureTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dsaksi.measure="$runs" "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
  local output=agent/target/surefire-reports/io.saksi.agent.postgres.MeasureTest-output.txt
  if $json; then
    sed -n 's/^figures: //p' "$output"
  else
    sed -n 's/^table: \{0,1\}//p' "$output"
  fi
}

if [ ${#bins[@]} -eq 0 ]; then
  measure
else
  for bin in "${bins[@]}"; do
    measure -Dsaksi.postgres.bin="$bin"
  done
fi
