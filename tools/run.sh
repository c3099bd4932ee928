#!/bin/sh
# The sample hospital, served: on the first run loaded through the import path, what its network's
# mirror port heard read in, two of its backup copies made and looked at, and its pack written.
set -eu
cd "$(dirname "$0")/.."
sonae="$1"
data=var/sample
if [ ! -f "$data/loaded" ]; then
    rm -rf "$data"
    mkdir -p "$data"
    "$sonae" sample --data "$data"
    /usr/bin/python3 -B sample/wire.py "$sonae" "$data"
fi
/usr/bin/python3 sample/copies.py "$sonae" "$data"
if [ ! -f "$data/loaded" ]; then
    "$sonae" pack -o "$data/pack" --data "$data"
    touch "$data/loaded"
fi
"$sonae" link admin --data "$data"
exec "$sonae" serve --data "$data" --copies "$data/copies" --copies "$data/original"
