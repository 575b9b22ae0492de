// A till in a browser: pays, follows live, cancels, shows the receipt. The page is static; serve it from an origin that the gateway lists.
//
// One rule: the id is kept before the first PUT, and the same PUT is repeated until the payment is settled. A page that is closed
// meanwhile takes it up again.

const element = (id) => document.getElementById(id);
const KEPT = 'tenderline-payment';
const WORDS = {
  queued: 'Waiting for the terminal.',
  sending: 'Sending to the terminal.',
  awaiting: 'The shopper may pay now, on the terminal.',
  timedOut: 'Not known yet. The terminal is asked again. Do not take the money a second time.',
  statusChecking: 'Not known yet. The terminal is asked. Do not take the money a second time.',
  damaged: 'Not known. A person must look.',
};
// 'unknown' is neither: a person closed it without knowing.
const CHARGED = { yes: 'Paid', no: 'Not paid', unknown: 'Not known' };
let url = '';
let token = '';

element('connection').addEventListener('submit', (event) => {
  event.preventDefault();
  url = element('url').value.replace(/\/$/, '');
  token = element('token').value;
  void connect();
});

element('payment').addEventListener('submit', (event) => {
  event.preventDefault();
  const value = Math.round(Number(element('amount').value.replace(',', '.')) * 100);
  const body = {
    type: 'payment',
    poiid: element('poiid').value,
    amount: { currency: 'EUR', value },
    reference: element('reference').value,
  };
  const payment = { id: crypto.randomUUID(), body };
  localStorage.setItem(KEPT, JSON.stringify(payment));
  void settle(payment);
});

element('cancel').addEventListener('click', () => {
  const { id } = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
  if (id !== undefined) void call('POST', `/v1/transactions/${id}/abort`).catch(() => undefined);
});

async function connect() {
  try {
    const { terminals } = await call('GET', '/v1/terminals').then((response) => response.json());
    element('poiid').replaceChildren(...terminals.map(({ poiid }) => new Option(poiid)));
  } catch (error) {
    element('connected').textContent = `Not connected: ${error.message}`;
    return;
  }
  element('connected').textContent = 'Connected.';
  element('pay').disabled = false;
  void follow();
  const kept = localStorage.getItem(KEPT);
  if (kept !== null) void settle(JSON.parse(kept));
}

/** Repeats the PUT until the payment is settled: the same id and body are the same payment. */
async function settle({ id, body }) {
  element('pay').disabled = true;
  element('cancel').disabled = false;
  element('progress').replaceChildren();
  element('receipt').hidden = true;
  for (;;) {
    try {
      const response = await call('PUT', `/v1/transactions/${id}?wait=30`, body);
      const transaction = await response.json();
      if (transaction.state === 'settled') {
        await show(id, transaction.outcome);
        break;
      }
    } catch (error) {
      if (error.isFinal) {
        element('verdict').textContent = `Refused: ${error.message}`;
        break;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  localStorage.removeItem(KEPT);
  element('pay').disabled = false;
  element('cancel').disabled = true;
}

async function show(id, { kind, charged, amounts }) {
  const { authorized } = amounts;
  const amount = authorized === undefined ? '' : ` ${authorized.currency} ${(authorized.value / 100).toFixed(2)}`;
  element('verdict').textContent = `${CHARGED[charged]}: ${kind}${amount}.`;
  const receipt = await call('GET', `/v1/transactions/${id}/receipt?kind=customer&width=32`).catch(() => undefined);
  if (receipt === undefined) return;
  element('receipt').textContent = await receipt.text();
  element('receipt').hidden = false;
}

async function call(method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (response.ok) return response;
  const { detail } = await response.json().catch(() => ({ detail: `HTTP ${response.status}` }));
  const isFinal = response.status < 500 && response.status !== 429;
  throw Object.assign(new Error(detail), { isFinal });
}

/** Follows the events. `EventSource` cannot send the token in a header, so the stream is read with `fetch`. */
async function follow() {
  let lastId;
  for (;;) {
    try {
      const headers = { Authorization: `Bearer ${token}`, ...(lastId !== undefined && { 'Last-Event-ID': lastId }) };
      const { body } = await fetch(`${url}/v1/events?types=transaction,display`, { headers });
      let text = '';
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const events = text.split('\n\n');
        text = events.pop();
        for (const lines of events) lastId = take(lines.split('\n')) ?? lastId;
      }
    } catch {
      // It goes on below, behind the last event that came.
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function take(lines) {
  const member = (name) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const data = JSON.parse(member('data') ?? '{}');
  const { id } = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
  if (id !== undefined && (data.id === id || data.transaction === id)) {
    const words = member('event') === 'transaction' ? WORDS[data.state] : (data.event ?? '');
    if (words) {
      if (member('event') === 'transaction') element('verdict').textContent = words;
      element('progress').append(Object.assign(document.createElement('li'), { textContent: words }));
    }
  }
  return member('id');
}
