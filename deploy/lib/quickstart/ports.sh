# shellcheck shell=bash disable=SC2034,SC2154
# Where the quick start's processes listen: loopback only, ports that nobody has.

readonly FIRST_AGENT_PORT=7400 FIRST_ROUTER_PORT=6432

# is_taken PORT: whether anybody listens there, on whatever address (state 0A is LISTEN, proc(5)).
is_taken() {
  local port
  port=$(printf '%04X' "$1")
  grep -qE "^ *[0-9]+: [0-9A-F]+:$port [0-9A-F]+:0000 0A" /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# free_port_block FIRST SIZE WHAT ASKED: the first of so many free ports in a row; says so if it is not FIRST.
# One that was asked for is not moved.
free_port_block() {
  local first=$1 size=$2 what=$3 fixed=$4 base port taken=''
  for ((base = first; base < first + 400; base += 20)); do
    local busy=''
    for ((port = base; port < base + size; port++)); do
      if is_taken "$port"; then
        busy=$port
        break
      fi
    done
    if [ -z "$busy" ]; then
      [ -z "$taken" ] || say "Port $taken is taken by another program: $what at $base and up." >&2
      printf '%s\n' "$base"
      return 0
    fi
    [ -n "$taken" ] || taken=$busy
    [ -z "$fixed" ] || break
  done
  complain "port $taken, wanted for $what, is taken by another program" \
    "See which one: ss -ltnp 'sport = :$taken'. Stop it, or choose other ports:" \
    "SAKSI_QUICKSTART_AGENT_PORT=7900 SAKSI_QUICKSTART_ROUTER_PORT=6900 $called_as"
  return 1
}

# has_loopback ADDRESS: on Linux all of 127.0.0.0/8 is there without being set up; elsewhere it may not be.
has_loopback() {
  local answer
  answer=$( (exec 3<>"/dev/tcp/$1/1") 2>&1) && return 0
  [[ $answer == *refused* ]]
}

# choose_ports: sets ADDRESS_a to _c, AGENT_PORT_a to _c (the next two are Raft's and PostgreSQL's), ROUTER_PORT.
choose_ports() {
  local node i=0 base apart=0 asked
  for asked in "${SAKSI_QUICKSTART_AGENT_PORT-}" "${SAKSI_QUICKSTART_ROUTER_PORT-}"; do
    if [ -n "$asked" ] && ! { [[ $asked =~ ^[1-9][0-9]{3,4}$ ]] && [ "$asked" -ge 1024 ] && [ "$asked" -le 65000 ]; }; then
      complain "SAKSI_QUICKSTART_..._PORT: 1024 to 65000, not $asked" "Or leave it out: free ports are found."
      return 1
    fi
  done
  asked=${SAKSI_QUICKSTART_AGENT_PORT-}
  if ! has_loopback 127.0.0.11 || ! has_loopback 127.0.0.12 || ! has_loopback 127.0.0.13; then
    say "This machine has only 127.0.0.1: the nodes differ by their ports."
    apart=3
  fi
  base=$(free_port_block "${asked:-$FIRST_AGENT_PORT}" "$((apart == 0 ? 3 : 9))" "the nodes" "$asked") || return 1
  for node in "${NODES[@]}"; do
    printf -v "ADDRESS_$node" '%s' "127.0.0.$((apart == 0 ? 11 + i : 1))"
    printf -v "AGENT_PORT_$node" '%s' "$((base + apart * i))"
    i=$((i + 1))
  done
  asked=${SAKSI_QUICKSTART_ROUTER_PORT-}
  ROUTER_PORT=$(free_port_block "${asked:-$FIRST_ROUTER_PORT}" 2 "the router" "$asked") || return 1
}
