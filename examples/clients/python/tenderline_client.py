"""A till's side of the HTTP gateway of Tenderline, with Python's standard library alone (3.9 or newer).

A PUT with the same id and the same body is the same transaction, however often it is sent. So there is one rule: choose an id, keep it
where a power cut cannot take it, and repeat the PUT until it is answered. Never choose another id because an answer was lost.
"""

import http.client
import json
import ssl
import time
import urllib.parse

WAIT_S = 30  # how long the gateway holds an answer back for the outcome
PAUSE_S = 0.5  # between two tries


class Refused(Exception):
    """The gateway refused the request as it is: repeating it does not help. `problem` is application/problem+json (RFC 9457)."""

    def __init__(self, problem):
        super().__init__(f"{problem.get('code')}: {problem.get('detail')}")
        self.problem = problem


class Gateway:
    def __init__(self, url, token, cafile=None):
        """url: http://127.0.0.1:4460, or https:// with the certificate authority of the shop in `cafile`."""
        self._url = urllib.parse.urlsplit(url)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._tls = ssl.create_default_context(cafile=cafile) if self._url.scheme == "https" else None

    def connect(self, timeout_s):
        if self._tls is not None:
            return http.client.HTTPSConnection(self._url.netloc, timeout=timeout_s, context=self._tls)
        return http.client.HTTPConnection(self._url.netloc, timeout=timeout_s)

    def call(self, method, path, body=None, accept="application/json"):
        """One call. Returns the body of the answer, read as JSON where it is JSON. Raises Refused, or OSError when no answer came."""
        connection = self.connect(WAIT_S + 10)
        try:
            headers = {**self.headers, "Accept": accept}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            content = response.read().decode()
        except http.client.HTTPException as error:  # the answer broke off
            raise OSError(f"no answer: {error!r}") from error
        finally:
            connection.close()
        if response.status in (408, 429) or response.status >= 500:  # not now: the same call is right a little later
            raise OSError(f"not now: HTTP {response.status}")
        is_json = "json" in response.headers.get("Content-Type", "")
        if response.status >= 400:
            raise Refused(json.loads(content) if is_json else {"code": f"HTTP {response.status}", "detail": content})
        return json.loads(content) if is_json else content

    def transact(self, transaction_id, body, on_lost=lambda error: None):
        """Starts a transaction, or takes part in the one that has this id, and returns it when it is settled. Waits for ever: the money
        of an unknown outcome may have been taken. Raises Refused when the gateway does not have it."""
        path = f"/v1/transactions/{urllib.parse.quote(transaction_id, safe='')}?wait={WAIT_S}"
        refusal = None
        while True:
            try:
                transaction = self.call("GET", path) if refusal else self.call("PUT", path, body)
                if transaction["state"] == "settled":
                    return transaction
            except Refused as refused:
                if refusal:
                    raise refusal if refused.problem.get("status") == 404 else refused
                refusal = refused  # an earlier try may have begun it all the same: that is looked up
            except OSError as error:  # lost, or the gateway is being restarted
                on_lost(error)
                time.sleep(PAUSE_S)

    def receipt(self, transaction_id, kind="customer", width=32):
        """The receipt as lines of text."""
        quoted = urllib.parse.quote(transaction_id, safe="")
        return self.call("GET", f"/v1/transactions/{quoted}/receipt?kind={kind}&width={width}", accept="text/plain")

    def events(self, query=""):
        """What happens, as (type, data), for ever: after a lost connection it goes on behind the last event that came. After a `gap` read
        the lists that it names."""
        last_id = None
        while True:
            try:
                connection = self.connect(60)  # a heart-beat comes every 15 s
                headers = {**self.headers, **({"Last-Event-ID": last_id} if last_id else {})}
                connection.request("GET", f"/v1/events{query}", headers=headers)
                response = connection.getresponse()
                if response.status != 200:
                    raise OSError(f"HTTP {response.status}")
                kind, data = "message", []
                for line in (raw.decode().rstrip("\n") for raw in response):
                    name, _, value = line.partition(": ")
                    if name == "id":
                        last_id = value
                    elif name == "event":
                        kind = value
                    elif name == "data":
                        data.append(value)
                    elif line == "" and data:
                        yield kind, json.loads("\n".join(data))
                        kind, data = "message", []
            except (OSError, http.client.HTTPException):
                pass  # it goes on below
            time.sleep(PAUSE_S)
