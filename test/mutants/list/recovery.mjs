/** What the journal says is what happened: after a restart nothing is forgotten, and nothing is guessed. */
export const RECOVERY = [
  {
    name: 'a transaction of the journal does not close its terminal',
    danger: 'after a crash the shopper is charged twice',
    in: 'update',
    find: `if (tags.includes('outcomeUnknown')) queue.send({ type: 'transaction.unknown', transaction });`,
    replace: ``,
  },
  {
    name: 'recovery forgets open transactions',
    danger: 'what was paid before the crash is never known',
    find: `return { transactions, damaged, orphans };`,
    replace: `return { transactions: [], damaged, orphans };`,
  },
  {
    name: 'recovery forgets orphans',
    danger: 'a result that no person has dealt with is not listed after a restart',
    find: `unmatched.recover(open.orphans);`,
    replace: `unmatched.recover(open.orphans.slice(0, 0));`,
  },
  {
    name: 'what is unknown is listed when the restart is stored, and not before',
    danger: 'while the disk is slow the till lists nothing, and a new payment starts beside the unknown one',
    in: '#resume',
    find: `this.#running.report();
    if (await this.#store(event, taken)) this.#running.execute(taken.commands, readingOf(event));`,
    replace: `const isStored = await this.#store(event, taken);
    this.#running.report();
    if (isStored) this.#running.execute(taken.commands, readingOf(event));`,
  },
  {
    name: 'what a restart made of a transaction is not stored',
    danger: 'the journal does not know since when the process is dead, and NotFound is believed too early',
    in: '#resume',
    find: `if (await this.#store(event, taken)) this.#running.execute(`,
    replace: `if (taken.commands.length >= 0) this.#running.execute(`,
  },
  {
    name: 'a transaction that is taken up has no time of its next check',
    danger: 'it cannot be seen whether it is forgotten',
    in: 'onAnswerLost',
    find: `rememberHostRestart, 'scheduleFirstCheck',`,
    replace: `rememberHostRestart,`,
  },
  {
    name: 'no timer is armed after a restart',
    danger: 'what was unknown before is never asked about again',
    in: 'onUnknown',
    find: `target: '#transaction.timedOut.retrying', reenter: true,`,
    replace: ``,
  },
  {
    name: 'a check that was cut off by a restart is not made up for',
    danger: 'what was unknown before is never asked about again',
    in: 'statusChecking',
    find: `...onUnknown,`,
    replace: `...onUnknown, 'host.restarted': {},`,
  },
  {
    name: 'what was stored and had not left counts as sent',
    danger: 'a payment that was never sent closes the terminal until it is proved',
    find: `return opened?.version === 1 && !wasWithheld;`,
    replace: `return !wasWithheld;`,
  },
  {
    name: 'what an old version had sent counts as unsent',
    danger: 'a payment that was made is reported as not processed after the update',
    find: `return opened?.version === 1 && !wasWithheld;`,
    replace: `return opened === undefined && wasWithheld;`,
  },
  {
    name: 'what an old version had withheld counts as sent',
    danger: 'the history says of a payment that it was sent, and it never was',
    find: `return opened?.version === 1 && !wasWithheld;`,
    replace: `return opened?.version === 1;`,
  },
  {
    name: 'the result of an old record is lost',
    danger: 'a payment that was approved is unknown after the update, or the till does not start',
    in: 'upgradeEvent',
    find: `return isObject(verdict) ? { ...rest, result: upgradeVerdict(verdict) } : event;`,
    replace: `return isObject(verdict) ? rest : event;`,
  },
  {
    name: 'the result of an old orphan is lost',
    danger: 'the person who looks after it does not see what the shopper paid',
    in: 'upgradeRecord',
    find: `detail: { ...detail, result: upgradeVerdict(verdict) }`,
    replace: `detail`,
  },
  {
    name: 'the id of an old unreferenced refund is that of a payment',
    danger: 'money that was to be taken is reported as taken, and was given back',
    in: 'upgradeInput',
    find: `input.refund === true ? 'unreferencedRefund' : TYPE_OF_CATEGORY[input.category]`,
    replace: `TYPE_OF_CATEGORY[input.category]`,
  },
  {
    name: 'a transaction that cannot be read is one that is not there',
    danger: 'a payment that was made is made again under the same id',
    in: 'lookUpTransaction',
    find: `return first === undefined || isOrphan(first) ? undefined : readRecords(id, records);`,
    replace: `const read = first === undefined || isOrphan(first) ? undefined : readRecords(id, records);
  return read !== undefined && 'error' in read ? undefined : read;`,
  },
  {
    name: 'records that are missing are passed over',
    danger: 'the answer was among them, and the payment is settled without it',
    find: `const gap = readable.findIndex(({ seq }, index) => seq !== index);`,
    replace: `const gap = readable.findIndex(({ seq }, index) => seq < index);`,
  },
  {
    name: 'the records after a restart take the places of others',
    danger: 'what was stored before the crash is lost, or the disk refuses what comes after it for ever',
    find: `(records.at(-1)?.seq ?? 0) + 1`,
    replace: `1`,
  },
  {
    name: 'the settlement is not marked in the journal',
    danger: 'every payment of the day is open after a restart, and the terminals are asked about all',
    in: '#record',
    find: `...(settles && { settles }),`,
    replace: ``,
  },
  {
    name: 'a transaction of the journal is reported as it began',
    danger: 'a refund of a payment that was made is refused, and its outcome is not found',
    in: 'recall',
    find: `storedState(stored)`,
    replace: `undefined`,
  },
  {
    name: 'pruning forgets transactions that are open',
    danger: 'a payment whose outcome is unknown is forgotten',
    find: `WHERE settled_at_ms < ? ORDER BY`,
    replace: `WHERE ifnull(settled_at_ms, 0) < ? ORDER BY`,
  },
];
