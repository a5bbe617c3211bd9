#!/usr/bin/env bash
# Makes the image of a Saksi node. Takes the distribution that `mvn package` left in agent/target/saksi; where there
# is none it is built in the image. Where no registry answers, the Debian base is made here.
set -euo pipefail

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd -P)
# shellcheck source=deploy/lib/tools.sh
. "$root/deploy/lib/tools.sh"
# shellcheck source=deploy/lib/docker.sh
. "$root/deploy/lib/docker.sh"

readonly pull_within=120 base_within=900 build_within=1800 # seconds

debian=trixie postgresql='' target='' tag='' from_source=''

usage() {
  cat <<END2
Usage: ${0##*/} [--debian trixie|bookworm] [--postgresql MAJOR] [--tag NAME:TAG] [--from-source] [--for-tests]
       ${0##*/} --stop-engine

  --debian SUITE      the Debian to build on (default: trixie)
  --postgresql MAJOR  the PostgreSQL of that Debian (default: 17 on trixie, 15 on bookworm)
  --tag NAME:TAG      the image's name (default: saksi:MAJOR, or saksi-chaos:MAJOR)
  --from-source       build Saksi in the image even where agent/target/saksi is there
  --for-tests         with the tools that tests break it with
  --stop-engine       end the Docker engine that this or verify.sh started, and do nothing else

Exit status: 0 the image is there; 1 it is not, for the reason that was said; 2 wrong usage.
END2
}

wrong() {
  complain "$1" "$(usage)"
  exit 2
}

while [ "$#" -gt 0 ]; do
  case $1 in
    --debian) debian=${2-} && shift ;;
    --postgresql) postgresql=${2-} && shift ;;
    --tag) tag=${2-} && shift ;;
    --from-source) from_source=yes ;;
    --for-tests) target=chaos ;;
    --stop-engine) stop_docker && exit 0 || exit 1 ;;
    -h | --help) usage && exit 0 ;;
    *) wrong "unknown: '$1'" ;;
  esac
  [ "$#" -gt 0 ] || wrong "the last option lacks its value"
  shift
done
case $debian in
  trixie) : "${postgresql:=17}" ;;
  bookworm) : "${postgresql:=15}" ;;
  *) wrong "--debian: trixie or bookworm, not '$debian'" ;;
esac
[[ $postgresql =~ ^1[4-9]$ ]] || wrong "--postgresql: 14 to 19, not '$postgresql'"
: "${tag:=saksi${target:+-$target}:$postgresql}"

has_image() {
  docker image inspect "$1" >/dev/null 2>&1
}

# need_base SUITE: pulled, or made of the distribution's packages under the same name.
need_base() {
  local suite=$1 image=debian:$1-slim scratch status=0
  has_image "$image" && return 0
  say "Pulling $image ..."
  timeout "$pull_within" docker pull --quiet "$image" >/dev/null 2>&1 && return 0
  if ! may_install; then
    complain "$image cannot be pulled, and only root on Debian or Ubuntu can make it here" \
      "Let the engine reach a registry, or import it: docker load -i FILE"
    return 1
  fi
  say "No registry gives it: making it with debootstrap ..."
  command -v debootstrap >/dev/null || { fetch_apt_lists && install_package debootstrap; } || return 1
  scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/saksi-base.XXXXXX")
  make_base "$suite" "$scratch" "$image" || status=$?
  rm -rf --one-file-system "$scratch"
  return "$status"
}

make_base() {
  local suite=$1 scratch=$2 image=$3
  local -a keys=()
  [ ! -e /usr/share/keyrings/debian-archive-keyring.gpg ] ||
    keys=(--keyring /usr/share/keyrings/debian-archive-keyring.gpg)
  if ! timeout "$base_within" debootstrap --variant=minbase "${keys[@]}" "$suite" "$scratch/root" \
    http://deb.debian.org/debian >"$scratch/log" 2>&1; then
    complain "debootstrap failed:" "$(tail -n 5 "$scratch/log")"
    return 1
  fi
  tar -C "$scratch/root" --exclude './var/cache/apt/archives/*.deb' --exclude './var/lib/apt/lists/*' -c . |
    docker import --change 'CMD ["bash"]' - "$image" >/dev/null
}

# The context: the whole source, or only what a build from the ready distribution needs, which is faster to send.
context() {
  cd "$root"
  if [ -n "$from_source" ] || [ ! -x agent/target/saksi/bin/saksi ]; then
    tar -c --exclude target --exclude .git --exclude .quickstart .
  else
    tar -c deploy/image agent/target/saksi "agent/target/$(readlink agent/target/saksi)"
  fi
}

build() {
  local -a options=(-f deploy/image/Dockerfile -t "$tag" --build-arg "DEBIAN=$debian"
    --build-arg "POSTGRESQL=$postgresql")
  [ -z "$target" ] || options+=(--target "$target")
  # Engines without BuildKit's client part have the former builder only; both read this file.
  if ! docker buildx version >/dev/null 2>&1; then
    export DOCKER_BUILDKIT=0
  fi
  context | timeout "$build_within" docker build "${options[@]}" -
}

need_docker || exit 1
need_base trixie || exit 1
need_base "$debian" || exit 1
log=$(mktemp)
say "Building $tag: PostgreSQL $postgresql on Debian $debian ..."
if build >"$log" 2>&1; then
  rm -f "$log"
  say "$tag is there."
else
  complain "the image could not be built:" "$(tail -n 25 "$log")" "the whole log: $log"
  exit 1
fi
