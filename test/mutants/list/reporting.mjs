/** What is reported is consistent, stays true, and is not lost: states, overrides, results that no transaction waits for. */
export const REPORTING = [
  {
    name: 'an unknown transaction is not listed',
    danger: 'no person looks after it',
    in: '#updateUnknown',
    find: `if (state.tags.includes('outcomeUnknown')) this.#unknown = [...others, state];`,
    replace: `if (state.tags.includes('needsAttention')) this.#unknown = [...others, state];`,
  },
  {
    name: 'a state is reported before the engine agrees with it',
    danger: 'who hears of it and starts the next payment is refused, or meets the one that is unknown',
    in: 'update',
    find: `entry.setState(state);`,
    replace: `entry.setState(state);
    entry.publish();
    this.#states.next(state);`,
  },
  {
    name: 'the list of what is unknown is late',
    danger: 'a till that looks when it hears of the state sees nothing to look after',
    in: 'update',
    find: `this.#updateUnknown(state);`,
    replace: `queueMicrotask(() => this.#updateUnknown(state));`,
  },
  {
    name: 'the terminal is closed late',
    danger: 'the till hears that a payment is unknown, and the next one is let in before the terminal is closed',
    in: 'update',
    find: `if (tags.includes('outcomeUnknown')) queue.send({ type: 'transaction.unknown', transaction });`,
    replace: `if (tags.includes('outcomeUnknown')) {
          queueMicrotask(() => queue.send({ type: 'transaction.unknown', transaction }));
        }`,
  },
  {
    name: 'a settlement does not free the terminal',
    danger: 'the terminal takes nothing more until the engine is started again',
    in: 'update',
    find: `if (state.state === 'settled') queue.send({ type: 'transaction.settled', transaction });`,
    replace: ``,
  },
  {
    name: 'open transactions are dropped from memory with the old ones',
    danger: 'a payment whose outcome is unknown cannot be asked about or overridden any more',
    in: 'update',
    find: `if (state.state === 'settled') this.#keepSettled(entry);`,
    replace: `this.#keepSettled(entry);`,
  },
  {
    name: 'who comes late hears of no state',
    danger: 'a till that asks for the outcome after the settlement waits for ever',
    in: 'TransactionEntry',
    find: `new ReplaySubject<TransactionState>(1);`,
    replace: `new ReplaySubject<TransactionState>(0);`,
  },
  {
    name: 'a subscriber that throws is not contained',
    danger: 'a mistake in the display of the till ends the process while a shopper pays',
    in: 'subscribe',
    find: `next: (value) => this.#guard(() => given.next?.(value)),`,
    replace: `next: (value) => given.next?.(value),`,
  },
  {
    name: 'a logger that throws is not contained',
    danger: 'a full disk of the log ends a payment',
    find: `const log = safeLogger(checkedLogger(logger)).child({ component: 'engine' });`,
    replace: `const log = logger.child({ component: 'engine' });`,
  },
  {
    name: 'an unforeseen failure after the request was sent is not processed',
    danger: 'a payment that may have been made is reported as not charged',
    find: `return this.#restart !== undefined || this.#running.maySent;`,
    replace: `return this.#restart !== undefined;`,
  },
  {
    name: 'an unforeseen failure after a restart is not processed',
    danger: 'what an earlier process had sent is reported as not charged',
    find: `return this.#restart !== undefined || this.#running.maySent;`,
    replace: `return this.#running.maySent;`,
  },
  {
    name: 'an unforeseen failure before anything was sent is unknown',
    danger: 'a payment that was never made closes the terminal until a person looks',
    find: `if (!mayHaveLeft) return { do: 'endUnsent' };`,
    replace: ``,
  },
  {
    name: 'an unforeseen failure inside the sending is not sent',
    danger: 'a payment that may have been made is reported as not charged',
    in: '#transmit',
    find: `this.#sendResult(result, { type: 'link.lost', failure: failure('ERR_INTERNAL') });`,
    replace: `this.#sendResult(result, { type: 'link.notSent', failure: failure('ERR_INTERNAL_UNSENT') });`,
  },
  {
    name: 'an abort is taken for its own success',
    danger: 'the approval that wins the race is reported as not charged',
    find: `'sale.abort': { guard: 'unsettled', actions: ['rememberAbort', 'transmitAbort'] },`,
    replace: `'sale.abort': {
      guard: 'unsettled',
      target: '.settled',
      actions: ['rememberAbort', 'transmitAbort', settleAs('ERR_WITHDRAWN')],
    },`,
  },
  {
    name: 'an override needs no name and no reason',
    danger: 'money is declared charged or not, and no person can be asked',
    find: `.refine((value) => value.trim() !== '', 'a text')`,
    replace: ``,
  },
  {
    name: 'an override of what is not unknown is taken',
    danger: 'the operator believes that a payment is closed which runs',
    in: 'overrideEvent',
    find: `if (tags.includes('outcomeUnknown')) return`,
    replace: `if (tags.length >= 0) return`,
  },
  {
    name: 'an override is not recorded',
    danger: 'after a restart the terminal is closed again, and it is not known who decided',
    in: '#happen',
    find: `} else if (!(await this.#store(event, taken))) {`,
    replace: `} else if (payload.type !== 'sale.override' && !(await this.#store(event, taken))) {`,
  },
  {
    name: 'an answer that comes after an override is dropped',
    danger: 'the shopper was charged after all, and it is not known',
    in: '#noteAfterwards',
    find: `if (payload.type === 'poi.answered') this.#deps.unmatched.keepLateAnswer(this.#input.id, payload.result);`,
    replace: `void payload;`,
  },
  {
    name: 'an override gives up waiting for the answer',
    danger: 'the shopper was charged after all, and it is not known',
    find: `this.#end(state.outcome.kind === 'overridden');`,
    replace: `this.#end(false);`,
  },
  {
    name: 'a result that belongs to no transaction is dropped',
    danger: 'money that moved is in no ledger of the shop',
    find: `if (entry === undefined) unmatched.keepOrphan(response);
    else entry.send({ type: 'sale.checkStatus' });`,
    replace: `entry?.send({ type: 'sale.checkStatus' });`,
  },
  {
    name: 'a result that belongs to no transaction is raised and not stored',
    danger: 'after a restart it is in no ledger of the shop',
    in: '#storeAndRaise',
    find: `await journal.append([recordOf(orphan, 0)]);`,
    replace: ``,
  },
  {
    name: 'an orphan is dismissed before that is stored',
    danger: 'the till says that a person has dealt with it, and after a restart it is listed again',
    in: 'dismiss',
    find: `await this.#deps.journal.append([{ ...recordOf(orphan, 1), settles: true }]);`,
    replace: `void this.#deps.journal.append([{ ...recordOf(orphan, 1), settles: true }]).catch(() => {});`,
  },
];
