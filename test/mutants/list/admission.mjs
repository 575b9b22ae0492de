/** A terminal has one transaction at a time, and an id names one for ever. */
export const ADMISSION = [
  {
    name: 'who withdraws what was admitted frees the terminal',
    danger: 'the next payment starts beside one that runs',
    find: `actions: { type: 'leaveLine', params`,
    replace: `actions: { type: 'forget', params`,
  },
  {
    name: 'a terminal takes a new payment while another is unknown',
    danger: 'the shopper is charged twice',
    find: `isFree: ({ context }) => isFree(context) && context.waiting.length === 0,`,
    replace: `isFree: ({ context }) => context.running === undefined && context.waiting.length === 0,`,
  },
  {
    name: 'a terminal takes two payments at a time',
    danger: 'the second is refused as Busy, or meets the shopper of the first',
    find: `rememberRunning: assign((_, { transaction }: WithTransaction) => ({ running: transaction })),`,
    replace: `rememberRunning: assign((_, _params: WithTransaction) => ({ running: undefined })),`,
  },
  {
    name: 'who waits in line is let in at once',
    danger: 'two payments run on a terminal',
    find: `if (command.type === 'enqueue') return this.#enqueue(applicant);`,
    replace: `if (command.type === 'enqueue') return this.#start(applicant);`,
  },
  {
    name: 'who waits in line waits for ever',
    danger: 'a payment starts long after its shopper has left, and meets another one',
    in: '#enqueue',
    find: `this.#deps.options.limits.queueTimeoutMs`,
    replace: `1000 * this.#deps.options.limits.queueTimeoutMs`,
  },
  {
    name: 'a payment that is withdrawn stays in line',
    danger: 'what the cashier has cancelled is paid later',
    in: '#withdraw',
    find: `this.#applicants.delete(entry.id);
    this.#timers.disarm(entry.id);
    this.#deps.queues.get(entry.accepted.POIID)?.send({ type: 'sale.withdrawn', transaction: entry.id });`,
    replace: `this.#timers.disarm(entry.id);`,
  },
  {
    name: 'the place of a payment that is withdrawn stays in line',
    danger: 'the terminal waits for ever for a payment that is not wanted any more',
    find: `this.#deps.queues.get(entry.accepted.POIID)?.send({ type: 'sale.withdrawn', transaction: entry.id });`,
    replace: ``,
  },
  {
    name: 'closing leaves what waits in line',
    danger: 'a till that is closed has a payment of which it says nothing',
    in: 'close',
    find: `for (const { entry } of this.#applicants.values()) this.#withdraw(entry, this.#unsent(entry, 'ERR_WITHDRAWN'));`,
    replace: ``,
  },
  {
    name: 'pay with the same id pays again',
    danger: 'a double click charges twice',
    find: `const existing = plan.id && store.get(plan.id);`,
    replace: `const existing = undefined as TransactionEntry | undefined;`,
  },
  {
    name: 'pay with an id of the journal is a new payment',
    danger: 'after a restart the same order is refused or paid again',
    find: `const stored = plan.id === undefined ? undefined : await this.#lookUp(plan.id, entry);`,
    replace: `const stored = undefined as StoredTransaction | undefined;`,
  },
  {
    name: 'an id is good for another request too',
    danger: 'the outcome of one order is reported of another',
    find: `if (isSameRequest(existing.accepted.request, plan)) return existing;`,
    replace: `if (existing.id === plan.id) return existing;`,
  },
  {
    name: 'an id of the journal is good for another request too',
    danger: 'the outcome of an order of yesterday is reported of one of today',
    find: `if (!isSameRequest(stored.input?.request, plan)) return this.#refuse(entry, failure('ERR_ID_REUSED'));`,
    replace: ``,
  },
  {
    name: 'the id of a payment is good for an unreferenced refund of the same amount',
    danger: 'money that was to be given back is reported as given, and was taken',
    in: 'storedRequest',
    find: `return request;`,
    replace: `return { ...request, type: request.type === 'unreferencedRefund' ? 'payment' : request.type };`,
  },
  {
    name: 'a journal that cannot be read has nothing',
    danger: 'a disk that fails for a second makes a paid order a new one',
    find: `() => lookUpTransaction(journal, id),`,
    replace: `() => lookUpTransaction(journal, id).catch(() => undefined),`,
  },
  {
    name: 'an abort while the id is looked up decides',
    danger: 'a payment that was made long ago is reported as not processed',
    find: `if (!this.#applicants.has(entry.id)) return;`,
    replace: ``,
  },
  {
    name: 'an abort while the id is looked up is forgotten',
    danger: 'a payment that was withdrawn is made',
    find: `if (entry.state.abortRequested && tenure !== undefined) return this.#refuse(entry, failure('ERR_WITHDRAWN'));`,
    replace: ``,
  },
  {
    name: 'a refund of a payment that charged nothing is sent',
    danger: 'money is given that was never taken',
    find: `if (poiTransactionId === undefined || charged === 'no') {`,
    replace: `if (poiTransactionId === undefined) {`,
  },
  {
    name: 'a refund of a payment that is not known is sent',
    danger: 'money is given that was never taken',
    find: `if (outcome === undefined) return failure('ERR_ORIGINAL_UNKNOWN');`,
    replace: `if (outcome === undefined) return { TransactionID: payment?.id ?? '-', TimeStamp: '2026-01-01T00:00:00.000Z' };`,
  },
];
