#!/bin/sh
# Install what packages.txt names and this machine lacks. Asks the registry only when something is
# missing. Where a command in brackets stands behind a package, that command will do as well, however
# it came onto the machine.
set -eu
cd "$(dirname "$0")/.."
missing=$(sed -e 's/#.*//' packages.txt | while read -r package rest; do
    [ -n "$package" ] || continue
    case "$rest" in
    "("*) command=${rest#(}; command -v "${command%%)*}" >/dev/null && continue ;;
    esac
    dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || printf ' %s' "$package"
done)
[ -n "$missing" ] || exit 0
echo "Installing:$missing" >&2
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
