# shellcheck shell=bash
# The version before this one, built from the repository's history into a folder of its own; to be sourced after tools.sh.

# need_previous ROOT FOLDER: builds the commit that ROOT/deploy/previous names, unless it is there, and says where.
# Status 2 where the history does not have it.
need_previous() {
  local root=$1 folder=$2/previous commit
  commit=$(<"$root/deploy/previous")
  if [ ! -x "$folder/$commit/agent/target/saksi/bin/saksi" ]; then
    rm -rf "$folder"
    mkdir -p "$folder/$commit"
    if ! git -C "$root" archive "$commit" 2>/dev/null | tar -x -C "$folder/$commit" 2>/dev/null; then
      complain "the version before, $commit, is not in the history here" \
        "Make a whole clone (git fetch --unshallow): else agents of two versions are not tested together."
      return 2
    fi
    if ! (cd "$folder/$commit" && mvn -B -ntp -DskipTests -pl proto,coordinator,agent package \
      </dev/null >"$folder/build.log" 2>&1); then
      complain "the version before, $commit, cannot be built" "See $folder/build.log."
      return 1
    fi
  fi
  printf '%s\n' "$folder/$commit/agent/target/saksi"
}
