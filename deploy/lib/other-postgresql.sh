# shellcheck shell=bash
# A second PostgreSQL, of another Debian than this machine's, unpacked into a folder of its own and not installed;
# to be sourced after tools.sh. Its programs bring their own C library and need nothing of the machine.

# What the server's programs link to would bring perl and a compiler along; neither is used by the tests.
readonly SAKSI_UNUSED='^(perl|libperl|libllvm|libz3|systemd|postgresql-common|postgresql-client-common|ssl-cert)'

# A configuration of apt that knows nothing of this machine but its keys and its way to Debian.
private_apt() {
  local folder=$1 suite=$2
  mkdir -p "$folder"/etc/apt/{preferences.d,apt.conf.d} "$folder"/var/lib/apt/lists/partial \
    "$folder"/var/cache/apt/archives/partial "$folder"/var/lib/dpkg
  : >"$folder/var/lib/dpkg/status"
  say "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main" \
    >"$folder/etc/apt/sources.list"
  cat >"$folder/apt.conf" <<END
Dir "$folder";
Dir::State::status "$folder/var/lib/dpkg/status";
APT::Sandbox::User "root";
APT::Architecture "$(dpkg --print-architecture)";
Acquire::Languages "none";
END
}

# Makes the programs start with the C library that they were built with.
with_own_libraries() {
  local root=$1 major=$2 program libraries loader
  libraries=$(dirname "$(find "$root/usr/lib" -name 'libc.so.6' -print -quit)")
  loader=$(find "$libraries" -name 'ld-linux*' -print -quit)
  for program in "$root/usr/lib/postgresql/$major"/bin/*; do
    patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$program" 2>/dev/null ||
      say "not an ELF program: $program" >/dev/null
  done
  # Without its compiler library every long query would fail; without the file PostgreSQL goes without.
  rm -f "$root/usr/lib/postgresql/$major"/lib/llvmjit*
}

# unpack_postgresql FOLDER SUITE MAJOR: leaves the programs in FOLDER/usr/lib/postgresql/MAJOR/bin.
unpack_postgresql() {
  local folder=$1 suite=$2 major=$3 apt=$1/apt package
  private_apt "$apt" "$suite"
  APT_CONFIG=$apt/apt.conf apt-get -qq update &&
    APT_CONFIG=$apt/apt.conf apt-get -qq -y --download-only --no-install-recommends \
      install "postgresql-$major" >/dev/null || return 1
  for package in "$apt"/var/cache/apt/archives/*.deb; do
    [[ ${package##*/} =~ $SAKSI_UNUSED ]] || dpkg-deb -x "$package" "$folder" || return 1
  done
  rm -rf "$apt"
  with_own_libraries "$folder" "$major"
  chmod -R go+rX "$folder"
}

# need_other_postgresql FOLDER SUITE MAJOR: prints the folder of its programs; returns 1 where there is none.
need_other_postgresql() {
  local folder=$1/postgresql-$3 bin=$1/postgresql-$3/usr/lib/postgresql/$3/bin
  if ! "$bin/postgres" --version >/dev/null 2>&1; then
    may_install && [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || return 1
    command -v patchelf >/dev/null || { fetch_apt_lists && install_package patchelf >&2; } || return 1
    rm -rf "$folder" && mkdir -p "$folder" && unpack_postgresql "$folder" "$2" "$3" >&2 || return 1
  fi
  "$bin/postgres" --version >/dev/null 2>&1 && say "$bin"
}
