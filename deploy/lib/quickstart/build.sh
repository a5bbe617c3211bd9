# shellcheck shell=bash disable=SC2034,SC2154
# The distribution, built where there is none or the sources are newer.

is_built() {
  local launcher=$root/agent/target/saksi/bin/saksi stamp=$root/agent/target/quickstart.built
  [ -x "$launcher" ] && [ -e "$stamp" ] &&
    [ -z "$(find "$root/pom.xml" "$root"/{proto,coordinator,agent}/{pom.xml,src/main,src/dist} -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# build: says which module it is at, for the first time takes minutes.
build() {
  local log=$root/target/quickstart-build.log began=$SECONDS result
  is_built && return 0
  need_jdk25 && need_maven || return 1
  if ! mkdir -p "$root/target" 2>/dev/null || ! { : >"$log"; } 2>/dev/null; then
    complain "$(id -un) may not write in $root" "Run this as the owner of the clone, or make a clone of your own."
    return 1
  fi
  say "Building Saksi (the first time, Maven also fetches what it needs: some minutes) ..."
  mvn -B -ntp -Dstyle.color=never -DskipTests -pl agent -am package </dev/null 2>&1 | tee "$log" |
    sed -nuE 's/^\[INFO\] Building (Saksi.*) \[([0-9]+\/[0-9]+)\]$/  \2 \1/p'
  result=${PIPESTATUS[0]}
  if [ "$result" != 0 ]; then
    complain "the build failed" "$(grep -m 5 '^\[ERROR\]' "$log")" "The whole log: $log"
    return 1
  fi
  : >"$root/agent/target/quickstart.built"
  say "Built in $((SECONDS - began)) s."
}
