#!/usr/bin/env bash
# Makes the packages that are installed on hosts: for Debian and Ubuntu, and an archive for others. Takes the
# distribution that `mvn package` left in agent/target/saksi; where there is none, it is built.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
# shellcheck source=deploy/lib/tools.sh
. "$root/deploy/lib/tools.sh"
# shellcheck source=deploy/lib/package/stage.sh
. "$root/deploy/lib/package/stage.sh"
# shellcheck source=deploy/lib/package/debian.sh
. "$root/deploy/lib/package/debian.sh"

out=$root/target/packages distribution=$root/agent/target/saksi version='' level=9

usage() {
  cat <<END
Usage: ${0##*/} [--out DIR] [--distribution DIR] [--version VERSION] [--fast]

  --out DIR           where the packages go (default: target/packages)
  --distribution DIR  what to pack (default: agent/target/saksi, which is built where it is missing)
  --version VERSION   the packages' version (default: the build's; for a snapshot with its commit and the time of that)
  --fast              compress little, for tests

Makes saksi_VERSION_ARCHITECTURE.deb, saksi-VERSION-linux-ARCHITECTURE.tar.gz and SHA256SUMS. The same distribution and
the same commit give the same bytes; times are SOURCE_DATE_EPOCH where that is set, else the commit's.

Exit status: 0 the packages are there; 1 they are not, for the reason that was said; 2 wrong usage.
END
}

wrong() {
  complain "$1" "$(usage)"
  exit 2
}

parse() {
  while [ "$#" -gt 0 ]; do
    case $1 in
      --out) out=${2-} && shift ;;
      --distribution) distribution=${2-} && shift ;;
      --version) version=${2-} && shift ;;
      --fast) level=1 ;;
      -h | --help) usage && exit 0 ;;
      *) wrong "unknown: '$1'" ;;
    esac
    [ "$#" -gt 0 ] || wrong "the last option lacks its value"
    shift
  done
  [ -z "$version" ] || [[ $version =~ ^[0-9][A-Za-z0-9.+~]*$ ]] || wrong "--version: no Debian version: '$version'"
}

need_tools() {
  local tool
  for tool in dpkg-deb tar gzip sha256sum md5sum; do
    if ! command -v "$tool" >/dev/null; then
      complain "no $tool on this machine" "Packages are made on Debian or Ubuntu."
      return 1
    fi
  done
}

need_distribution() {
  [ -x "$distribution/bin/saksi" ] && return 0
  if [ "$distribution" != "$root/agent/target/saksi" ]; then
    complain "$distribution is no distribution of Saksi" "Name what 'mvn package' left in agent/target/saksi."
    return 1
  fi
  need_jdk25 && need_maven || return 1
  say "Building Saksi ..."
  (cd "$root" && mvn -B -ntp -q -DskipTests -pl agent -am package </dev/null)
}

# The commit's time, in seconds: everything that has no time of its own gets it.
need_epoch() {
  if [ -z "${SOURCE_DATE_EPOCH-}" ]; then
    SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null) || true
  fi
  if ! [[ ${SOURCE_DATE_EPOCH-} =~ ^[0-9]+$ ]]; then
    complain "the time of this source is not known: it is no git clone" "Set SOURCE_DATE_EPOCH, in seconds since 1970."
    return 1
  fi
  export SOURCE_DATE_EPOCH
}

# 0.1.0, or for a snapshot of it 0.1.0~git20261122115130.da09c51: after all earlier ones, before 0.1.0.
choose_version() {
  [ -z "$version" ] || return 0
  local built commit
  built=$("$distribution/bin/saksi" --version | sed -n 's/^saksi //p')
  version=${built%-SNAPSHOT}
  if [ "$built" != "$version" ]; then
    commit=$(git -C "$root" rev-parse --short=7 HEAD 2>/dev/null) || commit=source
    [ -z "$(git -C "$root" status --porcelain 2>/dev/null)" ] || commit+=.changed
    version+="~git$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S).$commit"
  fi
}

make_archive() {
  local archive=$1 name=$2
  tar -C "$scratch" --create --format=gnu --sort=name --owner=0 --group=0 --numeric-owner "$name" |
    gzip -n "-$level" >"$archive"
}

parse "$@"
# What is made does not depend on who makes it.
umask 022
export LC_ALL=C TZ=UTC
need_tools && need_distribution && need_epoch || exit 1
distribution=$(cd "$distribution" && pwd -P)
choose_version
architecture=$(dpkg --print-architecture)
mkdir -p "$out"
out=$(cd "$out" && pwd -P)
scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/saksi-package.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
archive=saksi-$version-linux-$architecture.tar.gz
deb=saksi_${version}_$architecture.deb
say "Packing $distribution as $version ..."
stage_archive "$scratch/saksi-$version" && is_as_fast "$scratch/saksi-$version" &&
  make_archive "$scratch/$archive" "saksi-$version" &&
  stage_debian "$scratch/saksi-$version" "$scratch/debian" && make_debian "$scratch/debian" "$scratch/$deb" || exit 1
(cd "$scratch" && sha256sum "$archive" "$deb" >SHA256SUMS && mv "$archive" "$deb" SHA256SUMS "$out")
say "$out/$deb"
say "$out/$archive"
