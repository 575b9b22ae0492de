#!/bin/sh
# A payment with curl: paid, followed live, its answer lost on purpose, repeated, its receipt printed.
#
#   TENDERLINE_URL=http://127.0.0.1:4460 TENDERLINE_TOKEN_FILE=tenderline.journal.token sh till.sh V400m-324688179 1099 EUR ORDER-1001
set -eu
poiid=$1 value=$2 currency=$3 reference=$4

folder=$(mktemp -d)
follower=
trap '[ -z "$follower" ] || kill "$follower" 2> /dev/null || true; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

# The token goes through a file: on a command line every user of the machine could read it.
printf 'Authorization: Bearer %s\nContent-Type: application/json\n' "$(cat "$TENDERLINE_TOKEN_FILE")" > "$folder/headers"
call() { curl --silent --header "@$folder/headers" "$@"; }

# The id is kept before anything is sent: a till that dies here asks for the same payment when it is back.
kept="${TILL_FOLDER:-.}/$reference.id"
[ -s "$kept" ] || od -An -N16 -tx1 /dev/urandom | tr -d ' \n' > "$kept"
transaction="$TENDERLINE_URL/v1/transactions/$(cat "$kept")"
body="{\"type\":\"payment\",\"poiid\":\"$poiid\",\"amount\":{\"currency\":\"$currency\",\"value\":$value},
  \"reference\":\"$reference\",\"saleToAcquirerData\":{\"tenderOptions\":[\"ReceiptHandler\"]}}"

mkfifo "$folder/events"
events="$TENDERLINE_URL/v1/events?types=transaction&transaction=$(cat "$kept")"
curl --silent --no-buffer --header "@$folder/headers" --output "$folder/events" "$events" &
follower=$!
while IFS= read -r line; do
  case $line in
    'event: ready') : > "$folder/ready" ;;
    'data: {"id"'*) printf '%s\n' "$line" | sed 's/.*"state":"\([a-zA-Z]*\)".*/live     \1/' ;;
  esac
done < "$folder/events" &
# From `ready` on nothing is missed; without a gateway the payment begins all the same.
tries=0
until [ -e "$folder/ready" ] || [ $((tries += 1)) -gt 50 ]; do sleep 0.1; done

# Gives up before the answer: what a pulled cable does.
call --max-time 0.2 --output "$folder/answer" --request PUT --data "$body" "$transaction?wait=30" ||
  echo 'lost     the answer of the first PUT'

# The same PUT is the same payment: it is repeated until it is settled, however often the gateway is gone.
while :; do
  status=$(call --max-time 40 --output "$folder/answer" --write-out '%{http_code}' --request PUT --data "$body" "$transaction?wait=30") ||
    status=000
  case $status in
    2??) if grep -q '"state":"settled"' "$folder/answer"; then break; fi ;;
    000 | 408 | 429 | 5??) echo "again    HTTP $status" ;;
    # What an earlier try began goes on: look it up before the money is taken in another way.
    *) echo "refused  $(cat "$folder/answer")" >&2 && exit 2 ;;
  esac
  sleep 1
done

settled=$(sed 's/.*"outcome":{"kind":"\([a-zA-Z]*\)","charged":"\([a-z]*\)".*/settled  \1, charged: \2/' "$folder/answer")
printf '%s\n' "$settled"
call --header 'Accept: text/plain' "$transaction/receipt?kind=customer&width=32"
grep -q '"outcome":{"kind":"[a-zA-Z]*","charged":"yes"' "$folder/answer"
