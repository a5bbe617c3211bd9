#!/usr/bin/env bash
# Runs the decision core in simulated clusters under seeded faults: as many as wanted, in parallel.
set -u

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd -P)
root=$(dirname "$here")
# shellcheck source=deploy/lib/tools.sh
. "$here/lib/tools.sh"
readonly classes=$root/coordinator/target/classes tests=$root/coordinator/target/test-classes
readonly stamp=$root/coordinator/target/simulate.built

usage() {
  cat <<END
Usage: $0 [--seeds N] [--from S] [--threads N] [--json FILE]
       $0 --variant NAME [--seeds N] [--from S]
       $0 --replay SEED [--shrink] [--variant NAME]
       $0 --help

One seed determines a cluster, its virtual time, its clients and all that goes wrong in it; the real core decides,
and every invariant of the design is checked after every event. Builds what it needs first.

  --seeds N        how many seeds (default: 10000)
  --from S         the first of them (default: 0)
  --threads N      how many at a time (default: one for each processor)
  --json FILE      write the figures and findings there
  --variant NAME   a core or model with a known fault, which has to be found; a wrong name lists them all
  --replay SEED    show one seed step by step
  --shrink         with --replay: only with the faults that are needed for the same violation

The last line is "seeds N, events N, failovers N, violations N".
Exit status: 0 no violation, or the variant was found; 1 otherwise; 2 wrong usage.
END
}

is_built() {
  [ -e "$stamp" ] && [ -d "$tests/io/saksi/simulation" ] &&
    [ -z "$(find "$root/pom.xml" "$root"/coordinator/{pom.xml,src/main,src/test} -newer "$stamp" -print -quit)" ]
}

build() {
  local log=$root/target/simulate-build.log
  is_built && return 0
  need_jdk25 && need_maven && mkdir -p "${log%/*}" || return 1
  say "Building the core and its simulation ..." >&2
  if ! mvn -B -ntp -Dstyle.color=never -f "$root/pom.xml" -pl proto,coordinator test-compile \
    </dev/null >"$log" 2>&1; then
    complain "the build failed" "$(grep -m 5 '^\[ERROR\]' "$log")" "The whole log: $log"
    return 1
  fi
  : >"$stamp"
}

for option in "$@"; do
  case $option in
    -h | --help)
      usage
      exit 0
      ;;
  esac
done
build || exit 1
exec "$(find_jdk25)/bin/java" -XX:+UseParallelGC -Xmx1g -cp "$classes:$tests" io.saksi.simulation.Simulate "$@"
