#!/usr/bin/env bash
# Builds everything and runs every test; installs first what that needs, where it may. Arguments go to
# Maven: `deploy/verify.sh -Dtest=LsnTest`. With SAKSI_WITHOUT_DOCKER=yes the tests with containers are left out.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
cd "$root"
# shellcheck source=deploy/lib/tools.sh
. deploy/lib/tools.sh
# shellcheck source=deploy/lib/other-postgresql.sh
. deploy/lib/other-postgresql.sh
# shellcheck source=deploy/lib/previous.sh
. deploy/lib/previous.sh
# shellcheck source=deploy/lib/docker.sh
. deploy/lib/docker.sh

log=$root/target/verify.log
declare -a times=()
second=''
previous=''
docker=''
packages=''

# timed NAME COMMAND...: runs it, and notes how long it took.
timed() {
  local name=$1 began=$SECONDS status=0
  shift
  "$@" || status=$?
  times+=("$(printf '%-36s %5d s' "$name" "$((SECONDS - began))")")
  return "$status"
}

# All are looked for, so that one run names everything that is missing.
tools() {
  local missing=0
  need_jdk25 || missing=1
  need_maven || missing=1
  need_postgresql || missing=1
  need_haproxy || missing=1
  need_pgbouncer || missing=1
  return "$missing"
}

# Saksi runs on several major versions: the newest of Debian 13 beside the machine's own.
second_postgresql() {
  second=$(need_other_postgresql "$root/target" trixie 17) || second=
}

# Agents of two versions are tested together. Left out only where the history does not reach back that far, and said
# at the end; what is there has to build.
previous_build() {
  local status=0
  previous=$(need_previous "$root" "$root/target") || status=$?
  [ "$status" = 0 ] || [ "$status" = 2 ]
}

# Left out only where there can be none, or who runs this says so, and said at the end: never by itself in continuous
# integration, nor where one is installed or this script may install it.
engine() {
  [ -z "${SAKSI_WITHOUT_DOCKER-}" ] || return 0
  if need_docker; then
    docker=yes
  elif [ -n "${CI-}" ] || may_install || command -v docker >/dev/null; then
    complain "the tests with containers need it" \
      "Where there can be none: SAKSI_WITHOUT_DOCKER=yes $0 leaves them out, and says so."
    return 1
  fi
}

# Installed with dpkg under a systemd of their own, which takes root on Debian or Ubuntu.
machine_for_packages() {
  may_install && command -v dpkg-deb >/dev/null || return 0
  need_systemd && packages=yes
}

run_maven() {
  local color=auto excluded=''
  [ -n "$docker" ] || excluded=docker
  [ -n "$packages" ] || excluded+=${excluded:+,}packages
  [ -n "$previous" ] || excluded+=${excluded:+,}previous
  [ -n "$second" ] || excluded+=${excluded:+,}two-postgresqls
  [ -n "${CI-}" ] && color=never
  # Each postmaster that a test kills leaves a System V segment behind, which only its next start in the same
  # directory would take away; the kernel allows 4096. In a namespace of our own they go with the tests.
  local -a apart=()
  unshare --ipc true 2>/dev/null && apart=(unshare --ipc)
  "${apart[@]}" mvn -B -ntp -Dstyle.color="$color" ${second:+-Dsaksi.postgres.second="$second"} \
    ${previous:+-Dsaksi.previous="$previous"} -Dsaksi.excluded="$excluded" verify "$@" </dev/null 2>&1 | tee "$log"
}

# Maven's own count for each module: "[INFO] Saksi: agent ...... SUCCESS [ 12.3 s]".
modules() {
  [ -f "$log" ] || return 0
  sed -nE 's/^\[INFO\] (Saksi[^.]*[^. ]) \.* ([A-Z]+) \[ *([^]]*)\].*/\1|\2 \3/p' "$log" |
    while IFS='|' read -r module what; do
      printf '    %-32s %s\n' "$module" "$what"
    done
}

finish() {
  local status=$?
  trap - EXIT
  say
  say "Time:"
  if [ "${#times[@]}" -gt 0 ]; then
    printf '  %s\n' "${times[@]}"
  fi
  modules
  if [ "$status" = 0 ]; then
    say "VERIFIED: everything is built and every test passed, in $SECONDS s."
    [ -n "$docker" ] || say "Without those that need Docker: ${SAKSI_WITHOUT_DOCKER:+as was asked for; }none was used."
    [ -n "$packages" ] || say "Without those of the packages, which need root on Debian or Ubuntu."
    [ -n "$previous" ] || say "Without those of two versions together, for the reason above."
  elif [ ! -f "$log" ]; then
    say "NOT VERIFIED: nothing was run, for the reason above."
  else
    say "NOT VERIFIED (exit status $status, after $SECONDS s). What failed is above; the tests' own"
    say "output is in */target/surefire-reports, the whole log in target/verify.log."
  fi
  say_docker_goes_on
  exit "$status"
}

if ! { mkdir -p "${log%/*}" && [ -w "$root" ] && [ -w "${log%/*}" ] && rm -f "$log"; } 2>/dev/null; then
  complain "$(id -un) may not write in $root" "Run this as the owner of the clone, or make a clone of your own."
  exit 1
fi
trap finish EXIT
timed "tools" tools
say "JDK 25:     $(find_jdk25)"
timed "a second PostgreSQL" second_postgresql
say "PostgreSQL: $(find_postgresql)"
if [ -n "$second" ]; then
  say "       and: $second"
else
  say "       and: no second version (needs root and Debian's or Ubuntu's packages): tested on this one alone"
fi
timed "the version before" previous_build
timed "a Docker engine" engine
timed "a machine for packages" machine_for_packages
timed "build and test (mvn verify)" run_maven "$@"
