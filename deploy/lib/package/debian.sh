# shellcheck shell=bash disable=SC2154
# The Debian package: the archive's tree in the places where Debian looks, and dpkg-deb.

# Libraries that the Java runtime may need beside its own, and the packages that have them.
declare -rA PACKAGES=([libc.so.6]=libc6 [libdl.so.2]=libc6 [libm.so.6]=libc6 [libpthread.so.0]=libc6
  [librt.so.1]=libc6 [libz.so.1]=zlib1g [libgcc_s.so.1]=libgcc-s1 [libstdc++.so.6]=libstdc++6)

# stage_debian ARCHIVE-TREE DIR
stage_debian() {
  local from=$1 to=$2 own=$2/usr/lib/saksi/dist doc=$2/usr/share/doc/saksi dependencies
  install -d "${own%/*}" "$to/usr/bin" "$to/usr/lib/systemd/system" "$to/etc/"{saksi,default,needrestart/conf.d} \
    "$doc/examples" "$to/DEBIAN"
  cp -a "$from" "$own"
  mv "$own"/share/systemd/*.service "$to/usr/lib/systemd/system"
  mv "$own"/share/systemd/*.conf "$doc/examples"
  mv "$own"/share/etc/*.example "$to/etc/saksi"
  mv "$own/share/etc/default" "$to/etc/default/saksi"
  mv "$own/share/etc/needrestart.conf" "$to/etc/needrestart/conf.d/saksi.conf"
  mv "$own/share/docs" "$own"/share/*.md "$doc"
  rm -r "$own/share" "$own/LICENSE"
  install -m 0644 "$root/deploy/package/debian/copyright" "$doc"
  # Made by postinst, for what runs must not change while it runs.
  ln -s ../lib/saksi/current/bin/saksi "$to/usr/bin/saksi"
  dependencies=$(dependencies_of "$own/runtime") || return 1
  control "$to" "$dependencies" >"$to/DEBIAN/control"
  (cd "$to" && find etc -type f | sort | sed 's|^|/|') >"$to/DEBIAN/conffiles"
  (cd "$to" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$to/DEBIAN/md5sums"
  install -m 0755 "$root"/deploy/package/debian/{postinst,prerm,postrm} "$to/DEBIAN"
  fix_times_of_debian "$to"
}

fix_times_of_debian() {
  find "$1" ! -path "$1/usr/lib/saksi/dist/lib/*.jar" ! -path "$1/usr/lib/saksi/dist/runtime/lib/modules" \
    -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
}

# dependencies_of RUNTIME: packages with the libraries that it links, and the C library's version.
dependencies_of() {
  local runtime=$1 name glibc
  local -A needed=()
  while read -r name; do
    if [ -z "${PACKAGES[$name]-}" ]; then
      complain "the Java runtime needs $name, and this script does not know which package has that" \
        "Look with: dpkg -S $name, and add it to deploy/lib/package/debian.sh"
      return 1
    fi
    needed[${PACKAGES[$name]}]=yes
  done < <(linked_libraries "$runtime")
  glibc=$(find "$runtime" -type f -perm -u=x -o -name '*.so' -type f | xargs grep -aohE 'GLIBC_2\.[0-9]+' | sort -uV | tail -n 1)
  unset 'needed[libc6]'
  printf '%s, ' "libc6 (>= ${glibc#GLIBC_})" "${!needed[@]}" | sed 's/, $//; s/, ,/,/'
}

linked_libraries() {
  find "$1" -type f \( -perm -u=x -o -name '*.so' \) -exec ldd {} + 2>/dev/null |
    awk -v own="$1" '/=>/ && index($0, own) == 0 && $1 != "libjvm.so" { print $1 }' | sort -u
}

# As dpkg-gencontrol counts it: kibibytes, each file rounded up, each other entry one.
installed_size() {
  find "$1" -mindepth 1 -path "$1/DEBIAN" -prune -o \( -type f -printf '%s\n' -o -printf '1\n' \) |
    awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }'
}

control() {
  cat <<END
Package: saksi
Version: $version
Architecture: $architecture
Maintainer: The Saksi project <saksi@localhost>
Installed-Size: $(installed_size "$1")
Depends: $2, adduser, init-system-helpers (>= 1.54)
Suggests: postgresql (>= 14), fence-agents
Section: database
Priority: optional
Description: consensus-based high availability for PostgreSQL
 Keeps one PostgreSQL primary running, unattended, without losing a commit that
 a client saw acknowledged. An agent beside each database votes on who is
 primary (Raft); a guard ends a former primary on time.
 .
 With the agent, its guard, the router for clients and the command line, on a
 Java runtime of their own. Nothing starts before it is configured.
END
}

make_debian() {
  dpkg-deb --root-owner-group --threads-max=1 -Zzstd "-z$level" --build "$1" "$2" >/dev/null
}
