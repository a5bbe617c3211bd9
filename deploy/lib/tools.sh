# shellcheck shell=bash
# What the scripts of this folder need on the machine, to be sourced. Each need_* finds one thing; as root
# on Debian or Ubuntu it installs what is missing, elsewhere it says what to install and returns 1.

readonly SAKSI_OLDEST_POSTGRESQL=14

say() {
  printf '%s\n' "$*"
}

# complain WHAT REMEDY...: one line on what is wrong, then what to do.
complain() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  shift
  printf '  %s\n' "$@" >&2
}

may_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

# The lists of packages are fetched once a run, and only if something is to be installed.
apt_lists_fetched=
fetch_apt_lists() {
  if [ -z "$apt_lists_fetched" ]; then
    apt-get -qq update || say "apt-get update failed; going on with the lists that are there"
    apt_lists_fetched=yes
  fi
}

# install_package NAME...: quiet unless it fails.
install_package() {
  local log
  log=$(mktemp)
  say "Installing $* ..."
  if DEBIAN_FRONTEND=noninteractive apt-get -y install --no-install-recommends "$@" \
    </dev/null >"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  tail -n 20 "$log" >&2
  rm -f "$log"
  return 1
}

has_package() {
  apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [0-9]'
}

# The folder of the newest JDK 25, as Maven finds it too.
find_jdk25() {
  local candidate
  for candidate in "${JAVA25_HOME-}" "${JAVA_HOME-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/*; do
    if [ -x "$candidate/bin/jlink" ] && grep -q '^JAVA_VERSION="25[."]' "$candidate/release" 2>/dev/null; then
      (cd "$candidate" && pwd -P)
      return 0
    fi
  done
  return 1
}

need_jdk25() {
  find_jdk25 >/dev/null && return 0
  if may_install; then
    fetch_apt_lists
    local package
    for package in openjdk-25-jdk-headless temurin-25-jdk; do
      if has_package "$package" && install_package "$package" && find_jdk25 >/dev/null; then
        return 0
      fi
    done
  fi
  complain "no JDK 25 on this machine" \
    "Debian 13, Ubuntu 25.10 and newer, as root: apt-get install openjdk-25-jdk-headless" \
    "Elsewhere: https://adoptium.net/temurin/releases/?version=25, unpacked into /usr/lib/jvm," \
    "or anywhere with JAVA25_HOME set to its folder."
  return 1
}

need_maven() {
  command -v mvn >/dev/null && return 0
  if may_install; then
    fetch_apt_lists
    install_package maven && command -v mvn >/dev/null && return 0
  fi
  complain "no Maven on this machine" \
    "Debian and Ubuntu, as root: apt-get install maven" \
    "Elsewhere: https://maven.apache.org/download.cgi, 3.8.6 or newer, with mvn on the PATH."
  return 1
}

# Where its package puts it is on root's path only.
find_haproxy() {
  PATH=$PATH:/usr/sbin:/usr/local/sbin command -v haproxy
}

need_haproxy() {
  find_haproxy >/dev/null && return 0
  if may_install; then
    fetch_apt_lists
    install_package haproxy && find_haproxy >/dev/null && return 0
  fi
  complain "no HAProxy on this machine" \
    "Debian and Ubuntu, as root: apt-get install haproxy" \
    "Elsewhere: https://www.haproxy.org/, 2.2 or newer, with haproxy on the PATH."
  return 1
}

# As HAProxy's.
find_pgbouncer() {
  PATH=$PATH:/usr/sbin:/usr/local/sbin command -v pgbouncer
}

need_pgbouncer() {
  find_pgbouncer >/dev/null && return 0
  if may_install; then
    fetch_apt_lists
    install_package pgbouncer && find_pgbouncer >/dev/null && return 0
  fi
  complain "no PgBouncer on this machine" \
    "Debian and Ubuntu, as root: apt-get install pgbouncer" \
    "Elsewhere: https://www.pgbouncer.org/, 1.18 or newer, with pgbouncer on the PATH."
  return 1
}

# What the tests of the packages make a machine of. It is not started on this one.
need_systemd() {
  local -a missing=()
  [ -x /lib/systemd/systemd ] || missing+=(systemd)
  command -v adduser >/dev/null || missing+=(adduser)
  command -v ip >/dev/null || missing+=(iproute2)
  [ "${#missing[@]}" -gt 0 ] || return 0
  if may_install; then
    fetch_apt_lists
    install_package "${missing[@]}" && [ -x /lib/systemd/systemd ] && return 0
  fi
  complain "the tests of the packages need ${missing[*]}" "As root: apt-get install ${missing[*]}"
  return 1
}

# The folder of the newest PostgreSQL server's programs.
find_postgresql() {
  local bin version best='' best_version=0
  for bin in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin \
    "$(pg_config --bindir 2>/dev/null || true)"; do
    [ -x "$bin/postgres" ] && [ -x "$bin/initdb" ] && [ -x "$bin/pg_basebackup" ] || continue
    version=$("$bin/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
    if [ "$version" -ge "$SAKSI_OLDEST_POSTGRESQL" ] && [ "$version" -gt "$best_version" ]; then
      best=$bin best_version=$version
    fi
  done
  [ -n "$best" ] && say "$best"
}

need_postgresql() {
  find_postgresql >/dev/null && return 0
  if may_install; then
    fetch_apt_lists
    # The programs are wanted, not a server that starts by itself on port 5432.
    local no_cluster=/etc/postgresql-common/createcluster.d/saksi.conf
    if [ ! -e /etc/postgresql-common ]; then
      mkdir -p "${no_cluster%/*}"
      say 'create_main_cluster = false' >"$no_cluster"
    fi
    install_package postgresql && find_postgresql >/dev/null && return 0
  fi
  complain "no PostgreSQL server $SAKSI_OLDEST_POSTGRESQL or newer on this machine" \
    "Debian and Ubuntu, as root: apt-get install postgresql" \
    "Elsewhere: https://www.postgresql.org/download/, with pg_config on the PATH."
  return 1
}
