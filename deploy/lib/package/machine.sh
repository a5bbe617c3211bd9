#!/usr/bin/env bash
# For tests: a machine with systemd and a network of its own, made of this one's files. What it writes is kept in memory
# and goes with it; nothing of this machine is changed. Needs root, systemd's program and overlayfs.
#
#   machine.sh DIRECTORY    prints the number of its first process, and lives until standard input is closed
set -euo pipefail

root=$(readlink -f "$1")
self=$(readlink -f "${BASH_SOURCE[0]}")
init=/lib/systemd/systemd

# In the namespaces: the tree, then systemd in place of this shell.
begin() {
  local part name
  mount --make-rprivate /
  mount -t tmpfs -o mode=755 machine "$root"
  for part in usr etc var; do
    mkdir -p "$root/.upper/$part" "$root/.work/$part" "$root/$part"
    mount -t overlay -o "lowerdir=/$part,upperdir=$root/.upper/$part,workdir=$root/.work/$part" overlay "$root/$part"
  done
  for name in bin sbin lib lib32 lib64 libx32; do
    [ ! -L "/$name" ] || cp -a "/$name" "$root/$name"
  done
  mkdir -p "$root"/{dev,home,mnt,opt,proc,root,run,sys,tmp}
  chmod 1777 "$root/tmp"
  devices "$root/dev"
  mount -t proc proc "$root/proc"
  mount --bind "$root/proc/sys" "$root/proc/sys"
  mount -o remount,bind,ro "$root/proc/sys"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
  mount -t tmpfs -o mode=755 run "$root/run"
  # None of the services that are set up here, and no policy against starting any.
  rm -rf "$root"/etc/systemd/system/* "$root"/etc/rc?.d "$root/usr/sbin/policy-rc.d"
  : >"$root/etc/fstab"
  ip link set lo up
  ip address add 10.0.0.1/24 dev lo
  cd "$root"
  mkdir .old
  pivot_root . .old
  umount -l /.old
  rmdir /.old
  exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin container=saksi-test \
    "$init" --unit=basic.target --log-target=journal
}

devices() {
  local name
  mount -t tmpfs -o mode=755 dev "$1"
  for name in null zero full random urandom tty; do
    : >"$1/$name"
    mount --bind "/dev/$name" "$1/$name"
  done
  mkdir "$1/pts" "$1/shm"
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/pts"
  ln -s pts/ptmx "$1/ptmx"
  mount -t tmpfs -o mode=1777 shm "$1/shm"
  ln -s /proc/self/fd "$1/fd"
}

# In a mount namespace: a cgroup for the machine, the machine, and its end.
run() {
  local machine first=''
  group=$root.cgroup/saksi-machine-$$
  mount --make-rprivate /
  mkdir -p "$root.cgroup"
  mount -t cgroup2 cgroup2 "$root.cgroup"
  mkdir "$group"
  trap end EXIT
  (
    echo "$BASHPID" >"$group/cgroup.procs"
    exec unshare --mount --pid --ipc --uts --net --cgroup --fork --kill-child "$BASH" "$self" "$root" begin \
      </dev/null >&2
  ) &
  machine=$!
  for _ in {1..100}; do
    read -r first _ <"/proc/$machine/task/$machine/children" || true
    [ -z "$first" ] || [ "$(readlink "/proc/$first/exe")" != "$(readlink -f "$init")" ] || break
    kill -0 "$machine" || exit 1
    sleep 0.1
  done
  echo "$first"
  cat >/dev/null
  kill -KILL "$machine" || true
  wait "$machine" 2>/dev/null || true
}

# A cgroup is empty a moment after its last process is gone.
end() {
  for _ in {1..50}; do
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
    sleep 0.1
  done
  umount "$root.cgroup"
  rmdir "$root.cgroup"
}

case ${2-} in
  '') exec unshare --mount "$BASH" "$self" "$root" run ;;
  run) run ;;
  begin) begin ;;
esac
