#!/usr/bin/env bash
# Changes the core in small ways, one at a time, and shows which changes no test notices (PIT).
set -u

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd -P)
root=$(dirname "$here")
# shellcheck source=deploy/lib/tools.sh
. "$here/lib/tools.sh"

usage() {
  cat <<END
Usage: $0 [CLASSES]
       $0 --help

CLASSES are patterns with commas between, for example 'io.saksi.core.decide.Fencing,io.saksi.core.plan.*';
without them: quorum, state, decide, plan, model and view. A package takes many minutes.

The report: coordinator/target/pit-reports/index.html
Exit status: that of the build; survivors do not fail it. docs/mutation.md says what became of them.
END
}

case ${1-} in
  -h | --help)
    usage
    exit 0
    ;;
  -*)
    usage >&2
    exit 2
    ;;
esac
classes=${1:-io.saksi.core.quorum.*,io.saksi.core.state.*,io.saksi.core.decide.*,io.saksi.core.plan.*,io.saksi.core.model.*,io.saksi.core.view.*}
need_jdk25 && need_maven || exit 1
# The plugin starts its processes with the Java that runs Maven.
JAVA_HOME=$(find_jdk25) exec mvn -B -ntp -Pmutation -f "$root/pom.xml" -pl proto,coordinator \
  test-compile org.pitest:pitest-maven:1.30.0:mutationCoverage "-DtargetClasses=$classes"
