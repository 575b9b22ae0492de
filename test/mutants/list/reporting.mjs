/** What is reported is consistent, stays true, and is not lost: states, overrides, results that no transaction waits for. */
export const REPORTING = [
  {
    name: 'an unknown transaction is not listed',
    danger: 'no person looks after it',
    in: '#updateUnknown',
    find: "const isUnknown = state.tags.includes('outcomeUnknown');",
    replace: "const isUnknown = state.tags.includes('needsAttention');",
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
    find: `const isUnknownChanged = this.#updateUnknown(state);`,
    replace: `const isUnknownChanged = true; queueMicrotask(() => void this.#updateUnknown(state));`,
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
    find: `return this.#states.asObservable();`,
    replace: `const heard = new ReplaySubject<TransactionState>(1);
    let isLate = true;
    this.#states.subscribe({
      next: (state) => isLate || heard.next(state),
      complete: () => heard.complete(),
    });
    isLate = false;
    return heard.asObservable();`,
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
    find: `const log = safeLogger(resolveLogger(given.logger)).child({ component: 'engine' });`,
    replace: `const log = resolveLogger(given.logger).child({ component: 'engine' });`,
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
    find: `const lost = { type: 'link.lost', failure: failure('ERR_INTERNAL') } as const;`,
    replace: `const lost = { type: 'link.notSent', failure: failure('ERR_INTERNAL_UNSENT'), attempt } as const;`,
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
    in: 'noteAfterwards',
    find: `const isAnswer = payload.type === 'poi.answered' || (payload.type === 'poi.unclear' && payload.seen);`,
    replace: `const isAnswer = payload.type === 'poi.unclear' && payload.seen;`,
  },
  {
    name: 'an answer that comes after the settlement and says something else is taken for a repetition',
    danger: 'the shopper was charged after all, and it is not known',
    in: 'isSameAnswer',
    find: `isDeepStrictEqual(factsOf(result), factsOf(outcome))`,
    replace: `factsOf(result) !== factsOf(outcome)`,
  },
  {
    name: 'the own answer that follows a status check is raised as a second outcome',
    danger: 'staff look after payments that are right, and overlook one that is not',
    in: 'isSameAnswer',
    find: `isDeepStrictEqual(factsOf(result), factsOf(outcome))`,
    replace: `factsOf(result) === factsOf(outcome)`,
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
    find: `if (entry === undefined || events === undefined) return unmatched.keepOrphan(response);`,
    replace: `if (entry === undefined || events === undefined) return;`,
  },
  {
    name: 'a stray answer to a payment that has ended only asks about it',
    danger: 'the approval of what was reported as not charged is dropped',
    find: `return isObject(answer) ? [eventOfResponse({ kind: 'answered', body: answer }, input, exponents)] : undefined;`,
    replace: `return isObject(answer) ? [{ type: 'sale.checkStatus' }] : undefined;`,
  },
  {
    name: 'a stray answer does not prove that the terminal had the request',
    danger: 'a terminal that forgot it is believed, and the shopper is charged twice',
    in: 'watchTraffic',
    find: `if (payload.type === 'poi.progress') entry.noteSeen(); else entry.send(payload);`,
    replace: `if (payload.type !== 'poi.progress') entry.send(payload);`,
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
  {
    name: 'what is not known to be taken is taken for untouched',
    danger: 'a till charges again while the money may be taken',
    in: 'isNotCharged',
    find: `return charged === 'no';`,
    replace: `return charged !== 'yes';`,
  },
  {
    name: 'an aborted wait hides an outcome that is known',
    danger: 'a till that closes reads an approved payment as none, and the next one takes the money again',
    in: 'settled',
    find: `const signal = signalOf(options);`,
    replace: `const signal = signalOf(options);
    if (signal?.aborted === true) reject(signal.reason as Error);`,
  },
  {
    name: 'a slow reader loses the newest state',
    danger: 'a till that reads states in a loop never sees that the payment was approved',
    in: 'asyncValues',
    find: `if (buffered.length > bufferedMax) buffered.shift();`,
    replace: `if (buffered.length > bufferedMax) buffered.pop();`,
  },
  {
    name: 'the page says no of what is not known',
    danger: 'the clerk charges the shopper again',
    find: `return { ...UNKNOWN, answer: 'Not known yet. The terminal is asked again.', advice: WAIT[kind] };`,
    replace: `return { ...NOT_TAKEN, answer: 'No: the answer was lost.', advice: WAIT[kind] };`,
  },
  {
    name: 'an observer of the engine stands between an event and what follows from it',
    danger: 'a page that fails or is slow ends or holds up a payment',
    find: `contained(this.#log, 'the inspection', () => this.#enqueue(describe()));`,
    replace: `this.#enqueue(describe());`,
  },
  {
    name: 'a refund whose body the caller wrote counts as nothing in the totals',
    danger: 'the day seems to have taken more than it did',
    in: 'requestFacts',
    find: `type === 'transact' ? givesBack(request) : type`,
    replace: `type`,
  },
  {
    name: 'totals of a terminal that cannot be read count as none',
    danger: 'a part of the totals is taken for all of them',
    in: 'readTotals',
    find: `if (result.ok && areLost) return undefined;`,
    replace: ``,
  },
];
