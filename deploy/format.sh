#!/usr/bin/env bash
# Formats every Java source in place, with the formatter that the build checks against.
set -euo pipefail
cd "$(dirname "$0")/.."
exec mvn -q -B -pl coordinator -am test -Dtest=SourcesAreFormattedTest \
  -Dsurefire.failIfNoSpecifiedTests=false -Dsaksi.format=write
