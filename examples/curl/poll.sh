#!/bin/sh
# The same by long poll (SPEC.md [G2]): any number of answers, each {"session", "cursor", "messages"}, one a line.
#
#   ./poll.sh http://127.0.0.1:3000 SIM:AAPL,SIM:BTC-USD 4 10
set -eu
server=${1:?usage: poll.sh <http://host> <SYMBOL,SYMBOL> [rate] [answers]}
symbols=${2:?usage: poll.sh <http://host> <SYMBOL,SYMBOL> [rate] [answers]}
rate=${3:-4}
answers=${4:-10}
ask() {
  answer=$(curl --silent --show-error --fail-with-body --get "$server/api/poll" "$@") || {
    # The answer says why.
    printf '%s\n' "$answer" >&2
    exit 1
  }
}
field() { printf '%s' "$answer" | sed -n "s/^{\"session\":\"\([^\"]*\)\",\"cursor\":\([0-9]*\),.*/\\$1/p"; }

ask --data-urlencode "symbols=$symbols" --data-urlencode "rate=$rate"
while printf '%s\n' "$answer"; do
  answers=$((answers - 1))
  [ "$answers" -gt 0 ] || exit 0
  ask --data "session=$(field 1)" --data "cursor=$(field 2)"
done
