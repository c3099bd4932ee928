#!/bin/sh
# The sample hospital, served: loaded through the import path and its pack written on the first run.
set -eu
cd "$(dirname "$0")/.."
sonae="$1"
data=var/sample
if [ ! -f "$data/loaded" ]; then
    rm -rf "$data"
    mkdir -p "$data"
    "$sonae" sample --data "$data"
    "$sonae" pack -o "$data/pack" --data "$data"
    touch "$data/loaded"
fi
"$sonae" link admin --data "$data"
exec "$sonae" serve --data "$data"
