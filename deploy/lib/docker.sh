# shellcheck shell=bash
# A Docker engine, to be sourced after tools.sh: the one that runs, else, as root on Debian or Ubuntu, one that is
# installed and started here, which stop_docker ends again.

readonly SAKSI_DOCKER_RUN=/run/saksi-docker
readonly SAKSI_DOCKER_STARTS_WITHIN=60 # seconds
readonly SAKSI_DOCKER_STOPS_WITHIN=30  # seconds

# It answers in time: a hung engine is as bad as none.
docker_answers() {
  command -v docker >/dev/null && timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

# need_docker: an engine that answers. One that is started here keeps its data where Docker does, or in
# SAKSI_DOCKER_DATA.
need_docker() {
  docker_answers && return 0
  if may_install; then
    if ! command -v dockerd >/dev/null; then
      fetch_apt_lists
      # Debian has the client apart since 13; where there is no such package the engine brings it along.
      if has_package docker-cli; then
        install_package docker.io docker-cli iptables || return 1
      else
        install_package docker.io iptables || return 1
      fi
    fi
    # The package starts it where there is a service manager.
    docker_answers_within 5 || start_docker && return 0
  fi
  complain "no Docker engine answers" \
    "Debian and Ubuntu, as root: apt-get install docker.io, then: systemctl start docker" \
    "Elsewhere: https://docs.docker.com/engine/install/" \
    "An ordinary user has to be in the group docker, or to have DOCKER_HOST set to a rootless engine's."
  return 1
}

# docker_answers_within SECONDS
docker_answers_within() {
  local end=$((SECONDS + $1))
  until docker_answers; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.5
  done
}

# For machines without a service manager, as most that build are.
start_docker() {
  local data=${SAKSI_DOCKER_DATA:-/var/lib/docker}
  local pidfile=$SAKSI_DOCKER_RUN/docker.pid log=$SAKSI_DOCKER_RUN/docker.log end
  if ! command -v dockerd >/dev/null; then
    return 1
  fi
  mkdir -p "$data" "$SAKSI_DOCKER_RUN" || return 1
  say "Starting a Docker engine, data in $data ..."
  setsid dockerd --data-root "$data" --exec-root "$SAKSI_DOCKER_RUN/exec" --pidfile "$pidfile" \
    </dev/null >"$log" 2>&1 &
  disown "$!"
  end=$((SECONDS + SAKSI_DOCKER_STARTS_WITHIN))
  until docker_answers; do
    if [ "$SECONDS" -ge "$end" ] || ! kill -0 "$!" 2>/dev/null; then
      complain "dockerd does not start; the end of $log:" "$(tail -n 8 "$log")"
      return 1
    fi
    sleep 0.5
  done
}

# stop_docker: ends the engine that start_docker started, also in an earlier run; any other is left alone.
stop_docker() {
  local pid end=$((SECONDS + SAKSI_DOCKER_STOPS_WITHIN))
  { read -r pid <"$SAKSI_DOCKER_RUN/docker.pid"; } 2>/dev/null || return 0
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || return 0
  kill -TERM "$pid" || return 1
  while kill -0 "$pid" 2>/dev/null; do
    if [ "$SECONDS" -ge "$end" ]; then
      complain "dockerd, process $pid, does not stop within $SAKSI_DOCKER_STOPS_WITHIN s" "kill -KILL $pid"
      return 1
    fi
    sleep 0.2
  done
}
