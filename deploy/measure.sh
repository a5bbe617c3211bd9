#!/usr/bin/env bash
# Measures the steps of a failover on one node's PostgreSQL: gate, kill, promotion, following. Median and worst of
# 30 runs, or of as many as given. The machine should do nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-30}
case $runs in
  '' | *[!0-9]*)
    echo "usage: deploy/measure.sh [RUNS]" >&2
    exit 2
    ;;
esac
mvn -q -B -pl proto,coordinator,agent -am test -Dtest=MeasureTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dsaksi.measure="$runs"
cat agent/target/surefire-reports/*MeasureTest-output.txt
