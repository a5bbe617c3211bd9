# shellcheck shell=bash disable=SC2034,SC2154
# PostgreSQL refuses to run as root: as root, everything but the building and installing is done by an ordinary
# user.

ordinary_user() {
  local user
  for user in ${SAKSI_QUICKSTART_USER-} postgres nobody; do
    if id -u "$user" >/dev/null 2>&1 && [ "$(id -u "$user")" != 0 ]; then
      printf '%s\n' "$user"
      return 0
    fi
  done
  complain "no ordinary user to run PostgreSQL as" "Name one: SAKSI_QUICKSTART_USER=somebody $called_as"
  return 1
}

as_user() {
  local user=$1
  shift
  setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups -- "$@"
}

# copy_for USER FOLDER NAME: what the user may not read where it is gets a copy in $home.
copy_for() {
  as_user "$1" mkdir -p "$home/$3"
  tar -C "$2" -cf - . | as_user "$1" tar -C "$home/$3" -xf -
}

# go_on_as_user ARGUMENTS...: does not return. Follows no link that somebody else may have put into $home's place.
go_on_as_user() {
  local user folder=$here
  user=$(ordinary_user) || exit 1
  command -v setpriv >/dev/null || {
    complain "no setpriv on this machine" "Install util-linux, or run this as an ordinary user."
    exit 1
  }
  if [ ! -e "$home" ]; then
    if ! mkdir -m 700 "$home" || ! chown "$user": "$home"; then
      complain "$home cannot be made" "Name another place: SAKSI_QUICKSTART_DIR=/some/where $called_as"
      exit 1
    fi
  fi
  if [ -L "$home" ] || [ "$(stat -c %U "$home" 2>/dev/null)" != "$user" ]; then
    complain "$home does not belong to $user, who runs the cluster; it was not touched" \
      "Name another place: SAKSI_QUICKSTART_DIR=/some/where $called_as, or run this as its owner."
    exit 1
  fi
  if [ -n "$json" ] && [ ! -e "$json" ]; then
    : >"$json" && chown "$user": "$json"
  fi
  say "Going on as user $user, for PostgreSQL does not run as root."
  if [ -n "$dist" ] && ! as_user "$user" test -x "$dist/bin/saksi"; then
    say "Copying the distribution to $home/dist, for $user may not read $dist ..."
    copy_for "$user" "$dist" dist
    dist=$home/dist
  fi
  if ! as_user "$user" test -r "$here/quickstart.sh"; then
    copy_for "$user" "$here" deploy
    folder=$home/deploy
  fi
  cd /
  export SAKSI_QUICKSTART_DIR=$home SAKSI_QUICKSTART_DIST=$dist SAKSI_QUICKSTART_CALLED_AS=$called_as HOME=$home
  unset XDG_RUNTIME_DIR
  exec setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups -- bash "$folder/quickstart.sh" "$@"
}
