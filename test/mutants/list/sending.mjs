/** Sent once, and durable first: what leaves, when, and what is stored before it. */
export const SENDING = [
  {
    name: 'a payment is sent again after a restart',
    danger: 'what went through before the crash is taken a second time',
    file: 'machines/transaction.machine.ts',
    find: `'host.restarted': {
      target: '#transaction.timedOut',`,
    replace: `'host.restarted': {
      target: '#transaction.sending',
      reenter: true,`,
  },
  {
    name: 'recovery carries the first commands out again',
    danger: 'a fold that acts sends what was sent before',
    file: 'engine/mailbox.ts',
    find: `mailbox.#seq = (records.at(-1)?.seq ?? 0) + 1;`,
    replace: `mailbox.#seq = (records.at(-1)?.seq ?? 0) + 1;
    mailbox.#carryOut(commandsOf(initialTransition(transactionMachine, parts.input)[1]), createdAt(parts.input));`,
  },
  {
    name: 'a request is sent while its intent is on the way to the disk',
    danger: 'after a crash nobody knows that a payment was made',
    file: 'engine/mailbox.ts',
    find: `await journal.append([this.#record({ type: 'opened', input }, input.createdAtMs)]);`,
    replace: `void journal.append([this.#record({ type: 'opened', input }, input.createdAtMs)]).catch(() => {});`,
  },
  {
    name: 'a request is sent though its intent could not be stored',
    danger: 'after a crash nobody knows that a payment was made',
    file: 'engine/mailbox.ts',
    find: `log.error({ error: errorName(error) }, 'the intent could not be stored; nothing is sent');`,
    replace: `log.error({ error: errorName(error) }, 'the intent could not be stored');
      if (!this.#stopped) return this.#carryOut(commands, createdAt(input));`,
  },
  {
    name: 'an answer is told before it is stored',
    danger: 'the till says approved, crashes, and knows nothing of it',
    file: 'engine/mailbox.ts',
    find: `await this.#store(event, snapshot.status === 'done');`,
    replace: `void this.#store(event, snapshot.status === 'done');`,
  },
  {
    name: 'an event that could not be stored counts as stored',
    danger: 'a disk that is full makes the journal say something else than the till said',
    file: 'engine/mailbox.ts',
    find: `log.error({ error: errorName(error), event: event.type }, 'an event could not be stored; trying again');`,
    replace: `return;`,
  },
  {
    name: 'what watches the journal swallows its errors',
    danger: 'everybody believes that everything is stored',
    file: 'engine/watched-journal.ts',
    find: `          throw error;`,
    replace: `          return;`,
  },
  {
    name: 'a group of appends counts as stored whatever the disk said of each',
    danger: 'one of several payments is sent without its intent on disk',
    file: 'adapters/journal/group-appends.ts',
    find: `if (result === 'stored') resolve();`,
    replace: `if (result !== undefined) resolve();`,
  },
  {
    name: 'a commit does not wait for the disk',
    danger: 'a power cut takes the answer with it that was told',
    file: 'adapters/journal/sqlite-file.ts',
    find: `PRAGMA synchronous = FULL;`,
    replace: `PRAGMA synchronous = OFF;`,
  },
  {
    name: 'pruning forgets transactions that are open',
    danger: 'a payment whose outcome is unknown is forgotten',
    file: 'adapters/journal/sqlite-store.ts',
    find: `WHERE settled_at_ms < ? ORDER BY`,
    replace: `WHERE ifnull(settled_at_ms, 0) < ? ORDER BY`,
  },
  {
    name: 'a slow disk lets a payment go however late it is',
    danger: 'the terminal asks for a card when the shopper has paid elsewhere',
    file: 'engine/mailbox.ts',
    find: `waitedMs > input.limits.sendWithinMs`,
    replace: `waitedMs > 1000 * input.limits.sendWithinMs`,
  },
  {
    name: 'an abort that comes before the payment is sent does not stop it',
    danger: 'a payment that was withdrawn is made',
    file: 'engine/mailbox.ts',
    find: `if (this.#waiting.some(({ type }) => type === 'sale.abort')) return failure('ERR_WITHDRAWN');`,
    replace: ``,
  },
  {
    name: 'an abort overtakes its payment',
    danger: 'it stops nothing, and the payment that comes after it is made',
    file: 'machines/transaction.machine.ts',
    find: `'sale.abort': { actions: 'noteAbort' },`,
    replace: `'sale.abort': { actions: ['noteAbort', 'transmitAbort'] },`,
  },
  {
    name: 'an abort that was held back is never sent',
    danger: 'the shopper pays what the cashier has cancelled',
    file: 'machines/transaction.machine.ts',
    find: `actions: ['noteHeard', 'transmitAbort'] },`,
    replace: `actions: 'noteHeard' },`,
  },
  {
    name: 'the link sends again what met a reset',
    danger: 'the first one may have arrived: two payments',
    file: 'engine/terminal-link.ts',
    find: `    if (result.kind === 'failed') {`,
    replace: `    if (result.kind === 'failed' && result.failure.code === 'ERR_LINK_RESET') return exchange(message, { signal });
    if (result.kind === 'failed') {`,
  },
  {
    name: 'the transport sends again what met a reset',
    danger: 'the first one may have arrived: two payments',
    file: 'adapters/undici-transport.ts',
    find: `    return { kind: 'failed', failure: linkFailure(signal.aborted ? givenUp : error, progress) };`,
    replace: `    if (!signal.aborted && onWritten !== undefined) return exchange(client, { body, signal });
    return { kind: 'failed', failure: linkFailure(signal.aborted ? givenUp : error, progress) };`,
  },
  {
    name: 'all requests have the same ServiceID',
    danger: 'the answer to one payment passes for that of another',
    file: 'engine/engine.ts',
    find: `const ServiceID = createServiceID((length) => random.bytes(length));`,
    replace: `const ServiceID = createServiceID((length) => new Uint8Array(length));`,
  },
  {
    name: 'a status check has the ServiceID of its payment',
    danger: 'the terminal takes the question for the payment, or forgets the payment over it',
    file: 'engine/transaction-effects.ts',
    find: `header: header('TransactionStatus'),`,
    replace: `header: header('TransactionStatus', input.ServiceID),`,
  },
  {
    name: 'an abort has the ServiceID of its payment',
    danger: 'a ServiceID is used twice',
    file: 'engine/transaction-effects.ts',
    find: `header: header('Abort')`,
    replace: `header: header('Abort', input.ServiceID)`,
  },
];
