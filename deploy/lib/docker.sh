# shellcheck shell=bash
# A Docker engine, to be sourced after tools.sh: the one that runs, else, as root on Debian or Ubuntu, one that is
# installed and started here. That one goes on afterwards, for the next run is faster with it; stop_docker ends it.

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
  # The client would go on asking there, whatever is started here.
  if [ -n "${DOCKER_HOST-}${DOCKER_CONTEXT-}" ]; then
    complain "no Docker engine answers at ${DOCKER_HOST:-the context $DOCKER_CONTEXT}, as the environment has it" \
      "Start that one, or have this machine's used: unset DOCKER_HOST DOCKER_CONTEXT"
    return 1
  fi
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
    complain "and it could not be started here" "In a container it needs: docker run --privileged"
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
  local pidfile=$SAKSI_DOCKER_RUN/docker.pid log=$SAKSI_DOCKER_RUN/docker.log pid end
  if ! command -v dockerd >/dev/null; then
    return 1
  fi
  mkdir -p "$data" "$SAKSI_DOCKER_RUN" || return 1
  say "Starting a Docker engine, data in $data ..."
  # In one group all containers together would have the share of a single process beside them: what else a build
  # does would starve a cluster of three machines.
  setsid dockerd --data-root "$data" --exec-root "$SAKSI_DOCKER_RUN/exec" --pidfile "$pidfile" --cgroup-parent=/ \
    </dev/null >"$log" 2>&1 &
  pid=$!
  disown "$pid"
  end=$((SECONDS + SAKSI_DOCKER_STARTS_WITHIN))
  until docker_answers; do
    if [ "$SECONDS" -ge "$end" ] || ! kill -0 "$pid" 2>/dev/null; then
      complain "dockerd does not start within $SAKSI_DOCKER_STARTS_WITHIN s; the end of $log:" "$(tail -n 8 "$log")"
      end_docker "$pid"
      return 1
    fi
    sleep 0.5
  done
  docker_started=$pid
}

# The process of the engine that this run has started; empty if it found one.
docker_started=''

# say_docker_goes_on: for the end of whatever may have started one.
say_docker_goes_on() {
  [ -z "$docker_started" ] ||
    say "The Docker engine that was started goes on, for the next run. To end it: deploy/image/build.sh --stop-engine"
}

# stop_docker: ends the engine that start_docker started, also in an earlier run; any other is left alone.
stop_docker() {
  local pid
  # Without a line's end, which "read" would take for a failure.
  pid=$(cat "$SAKSI_DOCKER_RUN/docker.pid" 2>/dev/null) || return 0
  end_docker "$pid"
}

# end_docker PID: if that is an engine.
end_docker() {
  local pid=$1 end=$((SECONDS + SAKSI_DOCKER_STOPS_WITHIN))
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
