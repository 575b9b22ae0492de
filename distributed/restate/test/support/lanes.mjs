// Tills that pay without a pause, one payment after the other on each terminal of the cluster, while something happens to it.

export function openLanes(cluster) {
  /** Of each payment: the handle, the terminal, and when it began and was settled, by the clock of `performance`. */
  const payments = [];
  const watchers = new Set();
  let isOver = false;

  async function lane({ poiid }) {
    // The last one begins when all is over: what wakes late shows at its terminal before it has ended.
    for (let isLast = false; !isLast;) {
      isLast = isOver;
      const reference = `LANE-${payments.length}`;
      const payment = cluster.till.pay({ poiid, reference, amount: { currency: 'EUR', value: 1000 } });
      const entry = { payment, poiid, beganAtMs: performance.now(), settledAtMs: undefined };
      payments.push(entry);
      await payment.settled();
      entry.settledAtMs = performance.now();
      for (const watch of watchers) watch();
    }
  }
  const places = Object.values(cluster.places);
  const ended = Promise.all(places.map(lane));
  ended.catch(() => undefined); // whoever waits for something hears of it

  /** Waits until that holds, which can change with each payment that is settled. */
  async function until(holds) {
    const found = Promise.withResolvers();
    const watch = () => holds() && found.resolve();
    watchers.add(watch);
    watch();
    await Promise.race([found.promise, ended.then(() => Promise.reject(new Error('the tills have stopped')))]);
    watchers.delete(watch);
  }

  return {
    payments,
    /** Until that many payments are settled. */
    settled: (count) => until(() => payments.filter(({ settledAtMs }) => settledAtMs !== undefined).length >= count),
    /** Until each till has settled a payment that began after this call. */
    round() {
      const fromMs = performance.now();
      const isNew = ({ beganAtMs, settledAtMs }) => beganAtMs >= fromMs && settledAtMs !== undefined;
      return until(() => new Set(payments.filter(isNew).map(({ poiid }) => poiid)).size === places.length);
    },
    /** Each till ends its payment, and makes a last one. */
    async end() {
      isOver = true;
      await ended;
    },
  };
}
