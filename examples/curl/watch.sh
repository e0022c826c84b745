#!/bin/sh
# Watches quotes over server-sent events (SPEC.md section 10), one JSON message a line:
#
#   ./watch.sh http://127.0.0.1:3000 SIM:AAPL,SIM:BTC-USD 4
#
# With jq behind it, a price ticker:
#
#   ./watch.sh http://127.0.0.1:3000 SIM:AAPL 4 | jq -r 'select(.quotes) | .quotes[] | select(.last) | "\(.symbol) \(.last)"'
set -eu
server=${1:?usage: watch.sh <http://host> <SYMBOL,SYMBOL> [rate]}
symbols=${2:?usage: watch.sh <http://host> <SYMBOL,SYMBOL> [rate]}
rate=${3:-4}
curl --silent --show-error --fail-with-body --no-buffer --get "$server/api/stream" \
  --data-urlencode "symbols=$symbols" --data-urlencode "rate=$rate" |
  {
    status=1
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in
      data:*) status=0 && printf '%s\n' "${line#data: }" ;;
      # No stream but an answer that says why.
      '{'*) printf '%s\n' "$line" >&2 ;;
      esac
    done
    exit "$status"
  }
