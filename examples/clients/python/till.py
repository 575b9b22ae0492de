"""A payment of a till in Python: paid, followed live, its answer lost on purpose, repeated, its receipt printed.

    TENDERLINE_URL=http://127.0.0.1:4460 TENDERLINE_TOKEN_FILE=tenderline.journal.token python3 till.py V400m-324688179 1099 EUR ORDER-1001
"""

import json
import os
import sys
import threading
import uuid
from pathlib import Path

from tenderline_client import Gateway, Refused

poiid, value, currency, reference = sys.argv[1:5]
gateway = Gateway(os.environ["TENDERLINE_URL"], Path(os.environ["TENDERLINE_TOKEN_FILE"]).read_text().strip())

# The id is kept before anything is sent: a till that dies here asks for the same payment when it is back.
kept = Path(os.environ.get("TILL_FOLDER", "."), f"{reference}.id")
if not kept.exists():
    kept.write_text(str(uuid.uuid4()))
transaction_id = kept.read_text()
body = {
    "type": "payment",
    "poiid": poiid,
    "amount": {"currency": currency, "value": int(value)},
    "reference": reference,
    "saleToAcquirerData": {"tenderOptions": ["ReceiptHandler"]},  # the till prints
}


following = threading.Event()


def follow():
    for kind, data in gateway.events(f"?types=transaction,display&transaction={transaction_id}"):
        following.set()  # `ready` comes first: from it on nothing is missed
        if kind == "ready":
            continue
        print(f"live     {kind}: {data.get('state') or data.get('event') or ''}", flush=True)


def lose_an_answer():
    """Sends the PUT and hangs up before the answer: what a pulled cable does."""
    connection = gateway.connect(10)
    connection.request("PUT", f"/v1/transactions/{transaction_id}", json.dumps(body), gateway.headers)
    connection.close()
    print("lost     the answer of the first PUT", flush=True)


threading.Thread(target=follow, daemon=True).start()
following.wait(5)  # without a gateway the payment begins all the same
lose_an_answer()
try:
    transaction = gateway.transact(transaction_id, body, on_lost=lambda error: print(f"again    {error}", flush=True))
except Refused as refused:
    sys.exit(f"refused  {refused}")

outcome = transaction["outcome"]
print(f"settled  {outcome['kind']}, charged: {outcome['charged']}")
print(gateway.receipt(transaction_id))
sys.exit(0 if outcome["charged"] == "yes" else 1)
