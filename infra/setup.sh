#!/usr/bin/env bash
# Sets a checkout up: `python LOCK` makes .venv with the packages of one lock,
# `platform` brings what platform mode runs on (PostgreSQL, Java, Kafka's jars, nginx), `servers` brings
# that and what else the tests need (Chromium, axe-core). All are harmless when repeated.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

say() { echo "hearth: $*" >&2; }
stop() {
  say "$*"
  exit 1
}

python311() {
  for each in "${PYTHON:-}" python3.11 python3 /usr/bin/python3.11; do
    if [ -n "$each" ] && "$each" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      echo "$each"
      return
    fi
  done
  stop "Python 3.11 was not found. Install it (Debian 12: apt-get install python3 python3-venv) or name it with PYTHON=/path/to/python3.11."
}

# Installs Debian packages as root or by sudo; otherwise says what somebody has to do.
debian() {
  local need="apt-get install $*"
  command -v apt-get >/dev/null || stop "this is not Debian: please install the counterpart of '$need' yourself."
  local as=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || stop "something is missing and you are not root: please have '$need' run once."
    as=(sudo -n)
  fi
  say "$need"
  "${as[@]}" apt-get update -qq
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

python_packages() {
  local lock="$1" python
  if [ ! -x .venv/bin/python ]; then
    python="$(python311)"
    "$python" -c 'import ensurepip' 2>/dev/null || debian python3-venv
    "$python" -m venv .venv
  fi
  say "installing $lock into .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  ln -sf ../../bin/hearth .venv/bin/hearth
}

# Prometheus's own checker, taken out of Debian's package: nothing is installed, so no server is started.
promtool() {
  local kept=build/promtool new
  [ -x $kept/promtool ] && return
  command -v apt-get >/dev/null || stop "this is not Debian: please put Prometheus's promtool into $kept yourself."
  new="$(mktemp -d)"
  say "taking promtool out of Debian's prometheus"
  (cd "$new" && apt-get download -qq prometheus 2>/dev/null) || {
    debian --download-only prometheus # renews the package lists, as root
    (cd "$new" && apt-get download -qq prometheus)
  }
  mkdir -p $kept
  dpkg-deb --fsys-tarfile "$new"/prometheus_*.deb | tar -x -O ./usr/bin/promtool >"$new/promtool"
  install "$new/promtool" $kept/promtool
  rm -r "$new"
}

# What platform mode runs on: PostgreSQL, Java for Kafka, nginx, Kafka's jars. Takes more packages to bring.
platform() {
  local wanted=("$@")
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || wanted+=(postgresql)
  command -v java >/dev/null || wanted+=(openjdk-17-jre-headless)
  command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || wanted+=(nginx-light)
  command -v mvn >/dev/null || kafka_is_there || wanted+=(maven)
  [ ${#wanted[@]} = 0 ] || debian "${wanted[@]}"
  kafka
}

# The jars that lie there are those of this pom.xml.
kafka_is_there() { [ build/kafka/libs/.of-pom -nt infra/kafka/pom.xml ]; }

kafka() {
  kafka_is_there && return
  say "bringing Kafka's jars into build/kafka/libs"
  rm -rf build/kafka/libs
  mvn --quiet --batch-mode -f infra/kafka/pom.xml dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$PWD/build/kafka/libs"
  touch build/kafka/libs/.of-pom
}

servers() {
  local wanted=()
  command -v chromium >/dev/null || wanted+=(chromium)
  compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK-*' >/dev/null || wanted+=(fonts-noto-cjk)
  command -v npm >/dev/null || wanted+=(nodejs npm)
  platform "${wanted[@]}"
  npm ci --ignore-scripts --loglevel=error
  promtool
}

case "${1:-}" in
  python) python_packages "$2" ;;
  platform) platform ;;
  servers) servers ;;
  *) stop "use: infra/setup.sh python LOCK | platform | servers" ;;
esac
