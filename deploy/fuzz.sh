#!/usr/bin/env bash
# Gives damaged input to every parser that reads from the network or from disk, for as long as wanted.
set -u

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd -P)
root=$(dirname "$here")
# shellcheck source=deploy/lib/tools.sh
. "$here/lib/tools.sh"
readonly stamp=$root/agent/target/fuzz.built

usage() {
  cat <<END
Usage: $0 [--duration D] [--seed S] [--only NAME[,NAME...]] [--json FILE] [--findings DIR]
       $0 --only NAME --replay FILE
       $0 --list
       $0 --help

Valid inputs, made by Saksi's own writers, are damaged by seed: bits, cuts, splices, lengths that lie, fields doubled,
unknown values, huge numbers, text that is no UTF-8. A parser takes what it is given as it is meant, or refuses it
in words; anything else is a finding. docs/fuzzing.md lists the parsers. Builds what it needs first.

  --duration D     how long: 90s, 10m, 8h (default: 1m); one short round of all in any case
  --seed S         another seed gives other inputs (default: 0)
  --only NAME      only the parsers whose names begin so
  --json FILE      write the figures and findings there
  --findings DIR   where a finding's input and story are kept (default: target/fuzz)
  --replay FILE    give one kept input to one parser again
  --list           name the parsers

The last line is "cases N, parsers N, seed S, N s, findings N".
Exit status: 0 nothing was found; 1 otherwise; 2 wrong usage.
END
}

is_built() {
  [ -e "$stamp" ] && [ -s "$root/agent/target/classpath" ] && [ -d "$root/agent/target/test-classes/io/saksi/agent/fuzz" ] &&
    [ -z "$(find "$root/pom.xml" "$root"/{proto,coordinator,agent}/{pom.xml,src} -newer "$stamp" -print -quit)" ]
}

build() {
  local log=$root/target/fuzz-build.log
  is_built && return 0
  need_jdk25 && need_maven && mkdir -p "${log%/*}" || return 1
  say "Building the parsers and what damages their input ..." >&2
  if ! mvn -B -ntp -Dstyle.color=never -f "$root/pom.xml" -pl proto,coordinator,agent test-compile \
    </dev/null >"$log" 2>&1; then
    complain "the build failed" "$(grep -m 5 '^\[ERROR\]' "$log")" "The whole log: $log"
    return 1
  fi
  : >"$stamp"
}

findings=(--findings "$root/target/fuzz")
for option in "$@"; do
  case $option in
    -h | --help)
      usage
      exit 0
      ;;
    --findings) findings=() ;;
  esac
done
build || exit 1
# The stack is the agent's, by its launcher.
exec "$(find_jdk25)/bin/java" -XX:+UseSerialGC -Xmx1g --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow \
  -cp "$root/agent/target/classes:$root/agent/target/test-classes:$(cat "$root/agent/target/classpath")" \
  io.saksi.agent.fuzz.AllTargets "${findings[@]}" "$@"
