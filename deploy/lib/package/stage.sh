# shellcheck shell=bash disable=SC2154
# The tree that is packed: the distribution, units, examples and documents, with modes and times that depend on nothing.

# stage_archive DIR: what the archive holds; the Debian package is made of the same.
stage_archive() {
  local to=$1
  mkdir -p "$to"
  cp -a "$distribution/." "$to"
  install -D -t "$to/share/systemd" "$root"/deploy/package/systemd/*
  install -D -t "$to/share/etc" "$root"/deploy/package/etc/*
  install -D -t "$to/share/docs" "$root"/docs/*.md
  install -t "$to/share" "$root/README.md" "$root/CHANGELOG.md"
  build_id "$to" >"$to/build-id"
  fix_modes "$to"
  fix_times "$to"
}

# Of the version and all that runs: two builds of one commit have other caches, and so another name.
build_id() {
  local digest
  digest=$(cd "$1" && find bin conf lib runtime -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
  printf '%s-%s\n' "$version" "${digest:0:12}"
}

fix_modes() {
  find "$1" -type d -exec chmod 0755 {} +
  find "$1" -type f -perm -u=x -exec chmod 0755 {} +
  find "$1" -type f ! -perm -u=x -exec chmod 0644 {} +
  find "$1/share" -type f -exec chmod 0644 {} +
}

# The AOT caches are valid for jars and modules with the times that they have, which the build made of their contents.
fix_times() {
  find "$1" ! -path "$1/lib/*.jar" ! -path "$1/runtime/lib/modules" \
    -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  local newer
  newer=$(find "$1" -newermt "@$SOURCE_DATE_EPOCH" -print -quit)
  if [ -n "$newer" ]; then
    complain "${newer#"$1"/} has the time of its build, not one made of its content: an older build made it" \
      "rm -r agent/target/saksi*, then run this again."
    return 1
  fi
}

# A cache that does not fit is passed over without a word: half a second at each start, and memory.
is_as_fast() {
  local mode said
  for mode in agent guard router status; do
    said=$(SAKSI_JAVA_OPTS='-Xlog:aot*=info:stderr' "$1/bin/saksi" "$mode" --no-such-option 2>&1) || true
    if [[ $said != *'Loaded heap'* ]]; then
      complain "the AOT cache of 'saksi $mode' is not used by a copy of $distribution" "Build it anew: mvn package"
      return 1
    fi
  done
}
