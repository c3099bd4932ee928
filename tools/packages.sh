#!/bin/sh
# Install what packages.txt names and this machine lacks. Asks the registry only when something is missing.
set -eu
cd "$(dirname "$0")/.."
missing=""
for p in $(sed -e 's/#.*//' packages.txt | awk 'NF {print $1}'); do
    dpkg-query -W -f='${db:Status-Abbrev}' "$p" 2>/dev/null | grep -q '^ii' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
echo "Installing:$missing" >&2
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
