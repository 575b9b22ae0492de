#!/bin/sh
# A payment with curl: paid, its answer lost on purpose, repeated, its receipt printed. curl 7.71 or newer.
#
#   TENDERLINE_URL=http://127.0.0.1:4460 TENDERLINE_TOKEN_FILE=tenderline.token sh till.sh V400m-324688179 1099 EUR ORDER-1001
set -eu
poiid=$1 value=$2 currency=$3 reference=$4

# The token goes through a file: on a command line every user of the machine could read it.
headers=$(mktemp) && events=$(mktemp)
trap 'rm -f "$headers" "$events"; kill "${follower:-0}" 2>/dev/null || true' EXIT
printf 'Authorization: Bearer %s\nContent-Type: application/json\n' "$(cat "$TENDERLINE_TOKEN_FILE")" > "$headers"

# The id is kept before anything is sent: a till that dies here asks for the same payment when it is back.
kept="${TILL_FOLDER:-.}/$reference.id"
[ -s "$kept" ] || od -An -N16 -tx1 /dev/urandom | tr -d ' \n' > "$kept"
transaction="$TENDERLINE_URL/v1/transactions/$(cat "$kept")"
body="{\"type\":\"payment\",\"poiid\":\"$poiid\",\"amount\":{\"currency\":\"$currency\",\"value\":$value},\"reference\":\"$reference\"}"

call() { curl --silent --show-error --header "@$headers" "$@"; }

call --no-buffer "$TENDERLINE_URL/v1/events?types=transaction&transaction=$(cat "$kept")" > "$events" &
follower=$!

# Gives up the answer at once: what a pulled cable does.
call --max-time 0.2 --output /dev/null --request PUT --data "$body" "$transaction?wait=30" 2> /dev/null || echo 'lost     the answer of the first PUT'

# The same PUT is the same payment: it is repeated until it is settled, however often the gateway is gone.
until answer=$(call --fail-with-body --request PUT --data "$body" "$transaction?wait=30") &&
  case $answer in *'"state":"settled"'*) ;; *) false ;; esac; do
  case $answer in *'"status":4'[0-24-9]*) echo "refused  $answer" >&2; exit 2 ;; esac
  sleep 1
done

sed -n 's/^event: /live     /p' "$events"
echo "settled  $(printf '%s' "$answer" | sed 's/.*"outcome":{"kind":"\([a-zA-Z]*\)","charged":"\([a-zA-Z]*\)".*/\1, charged: \2/')"
call --header 'Accept: text/plain' "$transaction/receipt?kind=customer&width=32"
