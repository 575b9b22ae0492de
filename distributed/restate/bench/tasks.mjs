// What is measured, of whatever pays: the calls are the same.
const PAYMENTS = 20;
const EVENTS = 10;
const amount = { currency: 'EUR', value: 1000 };
let last = 0;
const reference = () => `BENCH-${(last += 1)}`;

/** From an abort to the state that has it: one event, stored and told. The median of some, each of a payment whose shopper waits. */
export async function eventMs(till, poiid, present) {
  const found = [];
  for (let n = 0; n < EVENTS; n += 1) {
    const payment = till.pay({ poiid, reference: reference(), amount });
    await until(payment, ({ state }) => state === 'awaiting');
    const startedAtMs = performance.now();
    void payment.abort();
    await until(payment, ({ abortRequested }) => abortRequested);
    found.push(performance.now() - startedAtMs);
    await present();
    await payment.settled();
  }
  return median(found);
}

/** The engine has its states in a stream of their own; a till of a cluster is read itself. */
async function until(payment, isWanted) {
  for await (const state of payment.state$ ?? payment) if (isWanted(state)) return;
}

/** From the call to the outcome, one after another at a terminal: the median. */
export async function paymentMs(till, poiid) {
  const found = [];
  for (let n = 0; n < PAYMENTS; n += 1) {
    const startedAtMs = performance.now();
    await till.pay({ poiid, reference: reference(), amount }).settled();
    found.push(performance.now() - startedAtMs);
  }
  return median(found);
}

/** From the first call to the last outcome, one payment on each terminal at once. */
export async function togetherMs(till, poiids) {
  const startedAtMs = performance.now();
  await Promise.all(poiids.map((poiid) => till.pay({ poiid, reference: reference(), amount }).settled()));
  return performance.now() - startedAtMs;
}

export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}
