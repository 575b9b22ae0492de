// A till in a browser: pays, follows live, cancels, shows the receipt. The page is static; serve it from an origin that the gateway lists.
//
// One rule: the id is kept before the first PUT, and the same PUT is repeated until the payment is settled. A page that is closed
// meanwhile takes it up again.

const element = (id) => document.getElementById(id);
const pause = () => new Promise((resolve) => setTimeout(resolve, 1000));
const KEPT = 'tenderline-payment';
const UNKNOWN = 'Not known yet. Do not take the money a second time.';
/** States that nobody has to act on have no words. */
const WORDS = {
  queued: 'Waiting for the terminal.',
  sending: 'Sending to the terminal.',
  awaiting: 'The shopper may pay now, on the terminal.',
  timedOut: `The terminal is asked again. ${UNKNOWN}`,
  statusChecking: `The terminal is asked. ${UNKNOWN}`,
  damaged: `A person must look. ${UNKNOWN}`,
};
// 'unknown' is neither: a person closed it without knowing.
const CHARGED = { yes: 'Paid', no: 'Not paid', unknown: 'Not known' };

let url = '';
let token = '';
/** The payment that runs: { id, body }. */
let current;
let following = new AbortController();

element('connection').addEventListener('submit', (event) => {
  event.preventDefault();
  url = element('url').value.replace(/\/$/, '');
  token = element('token').value.trim();
  void connect();
});

element('payment').addEventListener('submit', (event) => {
  event.preventDefault();
  const [whole, cents = '00'] = element('amount').value.split(/[.,]/);
  const body = {
    type: 'payment',
    poiid: element('poiid').value,
    amount: { currency: 'EUR', value: Number(whole + cents) },
    reference: element('reference').value,
    saleToAcquirerData: { tenderOptions: ['ReceiptHandler'] }, // the page shows the receipt
  };
  // Another window may have one: that one is taken up first.
  if (localStorage.getItem(KEPT) === null) {
    localStorage.setItem(KEPT, JSON.stringify({ id: crypto.randomUUID(), body }));
  }
  void settle();
});

element('cancel').addEventListener('click', () => {
  const path = `/v1/transactions/${current?.id}/abort`;
  call('POST', path).then(
    () => note('Asked the terminal to stop. The shopper may be faster.'),
    () => note('The request to stop did not arrive. Press again.'),
  );
});

async function connect() {
  try {
    const { terminals } = await call('GET', '/v1/terminals').then((response) => response.json());
    element('poiid').replaceChildren(...terminals.map(({ poiid }) => new Option(poiid)));
  } catch (error) {
    element('connected').textContent = `Not connected: ${error.message}`;
    return;
  }
  element('connected').textContent = `Connected to ${url}.`;
  element('gateway').open = false;
  element('pay').disabled = current !== undefined;
  following.abort();
  following = new AbortController();
  void follow(following.signal);
  if (localStorage.getItem(KEPT) !== null) void settle();
}

/** Repeats the PUT until the payment is settled: the same id and body are the same payment. */
async function settle() {
  if (current !== undefined) return;
  current = JSON.parse(localStorage.getItem(KEPT));
  element('pay').disabled = true;
  element('cancel').disabled = false;
  element('progress').replaceChildren();
  element('receipt').hidden = true;
  say('Asking the gateway.');
  const { id } = current;
  const outcome = await outcomeOf(current);
  current = undefined;
  if (outcome.refusal === undefined) showOutcome(outcome);
  else say(`Refused, and nothing was sent: ${outcome.refusal}`);
  localStorage.removeItem(KEPT);
  element('pay').disabled = false;
  element('cancel').disabled = true;
  if (outcome.refusal === undefined) await showReceipt(id);
}

async function outcomeOf({ id, body }) {
  for (;;) {
    try {
      const transaction = await call('PUT', `/v1/transactions/${id}?wait=30`, body);
      const { state, outcome } = await transaction.json();
      if (state === 'settled') return outcome;
    } catch (error) {
      // An earlier try may have begun what this one is refused: only a gateway that has nothing of that id says that nothing was sent.
      if (error.status === 400 && (await isNotThere(id))) return { refusal: error.message };
      say(`${error.message}. ${UNKNOWN}`, 'unknown');
      await pause();
    }
  }
}

function isNotThere(id) {
  return call('GET', `/v1/transactions/${id}`).then(
    () => false,
    ({ status }) => status === 404,
  );
}

function showOutcome({ kind, charged, amounts }) {
  const { authorized } = amounts ?? {};
  const amount = authorized === undefined ? '' : ` ${authorized.currency} ${(authorized.value / 100).toFixed(2)}`;
  say(`${CHARGED[charged] ?? 'Not known'}: ${kind}${amount}.`, charged);
}

async function showReceipt(id) {
  const receipt = await call('GET', `/v1/transactions/${id}/receipt?kind=customer&width=32`).catch(() => undefined);
  if (receipt === undefined || current !== undefined) return;
  element('receipt').textContent = (await receipt.text()).trim();
  element('receipt').hidden = false;
}

function say(text, charged = '') {
  element('verdict').textContent = text;
  element('verdict').dataset.charged = charged;
}

function note(text) {
  element('progress').append(Object.assign(document.createElement('li'), { textContent: text }));
}

async function call(method, path, body) {
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  };
  const request = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(url + path, request).catch(() => {
    throw new Error('The gateway does not answer');
  });
  if (response.ok) return response;
  const { detail = `HTTP ${response.status}` } = await response.json().catch(() => ({}));
  throw Object.assign(new Error(detail), { status: response.status });
}

/** Follows the events. `EventSource` cannot send the token in a header, so the stream is read with `fetch`. */
async function follow(signal) {
  let lastId;
  while (!signal.aborted) {
    try {
      const headers = { Authorization: `Bearer ${token}`, ...(lastId !== undefined && { 'Last-Event-ID': lastId }) };
      const { body } = await fetch(`${url}/v1/events?types=transaction,display`, { headers, signal });
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        text += read.value;
        const events = text.split('\n\n');
        text = events.pop();
        for (const lines of events) lastId = take(lines.split('\n')) ?? lastId;
      }
    } catch {
      // It goes on below, behind the last event that came.
    }
    await pause();
  }
}

/** Takes one event; gives its id. */
function take(lines) {
  const member = (name) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const data = JSON.parse(member('data') ?? '{}');
  if (current !== undefined && member('event') === 'transaction' && data.id === current.id && WORDS[data.state]) {
    const isUnknown = data.tags.includes('outcomeUnknown');
    say(WORDS[data.state], isUnknown ? 'unknown' : '');
    note(WORDS[data.state]);
  }
  if (current !== undefined && member('event') === 'display' && data.transaction === current.id)
    note(data.text ?? data.event);
  return member('id');
}
