"""A till of the kill test: makes its payments one after another over the gateway, loses answers, and tells what it was told.

Its argument is a JSON object: url, token, folder, poiid, payments, seed, loseOneIn. What it was told it appends to `folder/told.jsonl`, on
disk before it goes on; a till that was killed goes on where that file ends, with the id that it kept.
"""

import json
import os
import random
import sys
import uuid

from tenderline_client import Gateway

task = json.loads(sys.argv[1])
draw = random.Random(task["seed"])
path = lambda name: os.path.join(task["folder"], name)


class UnluckyGateway(Gateway):
    """Hangs up now and then: before the answer, after it was read from the network, or at once."""

    def connect(self, timeout_s):
        connection = super().connect(timeout_s)
        if draw.randrange(task["loseOneIn"]) == 0:
            connection.timeout = draw.choice([0.001, 0.02, 0.2])
        return connection


def write_through(name, text, mode="a"):
    with open(path(name), mode, encoding="utf8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read_lines(name):
    if not os.path.exists(path(name)):
        return []
    with open(path(name), encoding="utf8") as file:
        return [json.loads(line) for line in file if line.strip() and line.endswith("}\n")]


gateway = UnluckyGateway(task["url"], task["token"])
told = {line["id"] for line in read_lines("told.jsonl")}
for number in range(task["payments"]):
    begun = {line["number"]: line["id"] for line in read_lines("begun.jsonl")}
    transaction_id = begun.get(number)
    if transaction_id is None:
        transaction_id = str(uuid.uuid4())
        # A line that a kill tore is no id: nothing was sent under it.
        write_through("begun.jsonl", f"\n{json.dumps({'number': number, 'id': transaction_id})}\n")
    if transaction_id in told:
        continue
    body = {
        "type": "payment",
        "poiid": task["poiid"],
        "amount": {"currency": "EUR", "value": 1000 + number},
        "reference": f"{task['poiid']}-{number}",
    }
    lost = []
    transaction = gateway.transact(transaction_id, body, on_lost=lambda error: lost.append(str(error)))
    line = {"id": transaction_id, "number": number, "lost": len(lost), "outcome": transaction["outcome"]}
    write_through("told.jsonl", f"\n{json.dumps(line)}\n")
    print(json.dumps({"told": number}), flush=True)
