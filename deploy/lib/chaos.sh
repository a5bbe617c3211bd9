# shellcheck shell=bash
# Programs among the integration tests that need containers, to be sourced after tools.sh and docker.sh.

# run_with_containers ROOT CLASS ARGUMENT...: builds what it needs first, and becomes it.
run_with_containers() {
  prepare_containers "$1" || return 1
  in_java exec "$@"
}

# run_until_enough ROOT CLASS ARGUMENT...: the same; the first Ctrl-C lets it end what it is at, the second ends it.
run_until_enough() {
  local end pid status
  prepare_containers "$1" || return 1
  end=$(mktemp -u)
  # In a session of its own: the terminal's Ctrl-C is for us.
  in_java "exec setsid" "$@" &
  pid=$!
  trap 'enough "$end" "$pid"' INT TERM
  trap 'kill -TERM "$pid"' HUP
  while wait "$pid"; status=$?; [ "$status" -gt 128 ] && kill -0 "$pid" 2>/dev/null; do :; done
  rm -f "$end"
  return "$status"
}

enough() {
  if [ -e "$1" ]; then
    kill -TERM "$2"
  else
    : >"$1"
    say "ending after this fault; what was found is written then (again: at once, without)" >&2
  fi
}

prepare_containers() {
  local root=$1
  # What was built for it does not bring it along: it may be gone since.
  need_jdk25 || return 1
  chaos_built "$root" || build_chaos "$root" || return 1
  need_docker || return 1
  say_docker_goes_on >&2
  # Its helpers' images cannot be pulled everywhere, and nothing of them is needed: as in the tests.
  export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
}

# in_java HOW ROOT CLASS ARGUMENT...
in_java() {
  local how=$1 root=$2 class=$3
  shift 3
  local module=$root/integration-tests
  # shellcheck disable=SC2086 # a command and its option
  $how "$(find_jdk25)/bin/java" ${end:+-Dsaksi.chaos.end="$end"} -XX:+UseSerialGC -Xmx2g --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -Dsaksi.root="$root" \
    -Dsaksi.image.postgresql="${SAKSI_CHAOS_POSTGRESQL:-17}" \
    -Djava.util.logging.config.file="$module/target/test-classes/quiet-logging.properties" \
    -cp "$module/target/test-classes:$(cat "$module/target/classpath")" "$class" "$@"
}

chaos_built() {
  local root=$1 stamp=$1/integration-tests/target/chaos.built
  [ -e "$stamp" ] && [ -x "$root/agent/target/saksi/bin/saksi" ] && [ -e "$root/integration-tests/target/classpath" ] &&
    [ -z "$(find "$root/pom.xml" "$root"/{proto,coordinator,agent}/{pom.xml,src/main} \
      "$root"/integration-tests/{pom.xml,src} -newer "$stamp" -print -quit)" ]
}

build_chaos() {
  local root=$1 log=$1/target/chaos-build.log
  need_maven && mkdir -p "${log%/*}" || return 1
  say "Building Saksi and its chaos ..." >&2
  # "install" is not wanted, and the classpath names the other modules' jars: so "package".
  if ! mvn -B -ntp -Dstyle.color=never -f "$root/pom.xml" package -DskipTests </dev/null >"$log" 2>&1; then
    complain "the build failed" "$(grep -m 5 '^\[ERROR\]' "$log")" "The whole log: $log"
    return 1
  fi
  : >"$root/integration-tests/target/chaos.built"
}
