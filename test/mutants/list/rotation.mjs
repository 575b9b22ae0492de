/** Another attempt under another key leaves only after a rejection that is certain; a terminal that goes is forgotten only when nothing of it is open. */
export const ROTATION = [
  {
    name: 'any rejection is followed by another attempt',
    danger: 'a request that was rejected for another reason is sent again and again',
    find: `if (failure.code !== 'ERR_REJECTED_CRYPTO' || key === undefined || next === undefined) return false;`,
    replace: `if (key === undefined || next === undefined) return false;`,
  },
  {
    name: 'a rejection is believed of a request that the terminal had',
    danger: 'the shopper is charged twice',
    find: `if (seenByTerminal || unclear !== undefined) return false;`,
    replace: ``,
  },
  {
    name: 'a key is tried twice',
    danger: 'a terminal that has none of the keys is asked for ever',
    find: `const isNewKey = attempt.rejected.every((earlier) => !isSameKey(earlier.key, next.key));`,
    replace: `const isNewKey = true;`,
  },
  {
    name: 'another attempt has a ServiceID that was used',
    danger: 'the answer to one attempt passes for that of another',
    find: `const isNewId = attempt.rejected.every((earlier) => earlier.ServiceID !== next.ServiceID);`,
    replace: `const isNewId = true;`,
  },
  {
    name: 'another attempt leaves although the till has aborted, or the shopper has gone',
    danger: 'a payment starts that nobody wants any more',
    find: `return isNewKey && isNewId && whyNotSend(input, abortRequested, now) === undefined;`,
    replace: `return isNewKey && isNewId;`,
  },
  {
    name: 'another attempt keeps the ServiceID of the first',
    danger: 'a ServiceID is used twice',
    find: `return { ...input, ServiceID: next.ServiceID, attempt: { key: next.key, rejected } };`,
    replace: `return { ...input, attempt: { key: next.key, rejected } };`,
  },
  {
    name: 'what is asked is about the first attempt, whichever was sent last',
    danger: 'the terminal does not know the first one, so a charge is reported as not processed',
    find: `else this.#executor.execute(command, { input, attempt }, since);`,
    replace: `else this.#executor.execute(command, { input: this.#input, attempt }, since);`,
  },
  {
    name: 'another attempt cannot be withdrawn before its first byte',
    danger: 'what the cashier has cancelled is paid',
    find: `this.#mayHaveLeft = false;
    this.#transmission = new AbortController();`,
    replace: `this.#transmission = new AbortController();`,
  },
  {
    name: 'errors that name another request are believed',
    danger: 'a payment that runs is sent once more',
    find: `return isOther(answer.ServiceID, request) ? undefined : readErrors(answer.errors, answer.warnings);`,
    replace: `return readErrors(answer.errors, answer.warnings);`,
  },
  {
    name: 'a rejection after which the request leaves again is stored as any other',
    danger: 'an older program takes it for the end, and forgets a charge',
    find: `if (event.type === 'poi.rejected' && event.next !== undefined) return 3;`,
    replace: ``,
  },
  {
    name: 'a key that is not in the ring any more is replaced by the active one',
    danger: 'a key is tried twice',
    find: `const found = key === undefined ? keyRing.active : keyRing.find(key.keyIdentifier, key.keyVersion);`,
    replace: `const found = (key && keyRing.find(key.keyIdentifier, key.keyVersion)) ?? keyRing.active;`,
  },
  {
    name: 'a terminal is forgotten while an outcome on it is unknown',
    danger: 'nobody asks any more, and the shopper is charged twice',
    find: `return running === undefined && unknown.length === 0 && waiting.length === 0 && client.isIdle;`,
    replace: `return running === undefined && waiting.length === 0 && client.isIdle;`,
  },
  {
    name: 'a terminal is forgotten while an answer is under way',
    danger: 'a late approval is dropped',
    find: `return running === undefined && unknown.length === 0 && waiting.length === 0 && client.isIdle;`,
    replace: `return running === undefined && unknown.length === 0 && waiting.length === 0;`,
  },
  {
    name: 'a terminal that leaves takes new payments',
    danger: 'it never goes, or goes in the middle of one',
    find: `isLeaving: ({ context }) => context.isLeaving,`,
    replace: `isLeaving: () => false,`,
  },
  {
    name: 'a terminal that is added does not hear of what is unknown on it',
    danger: 'the shopper is charged twice',
    find: `queue.send({ type: 'transaction.unknown', transaction });
      this.#entries.get(transaction)?.send({ type: 'sale.checkStatus' });`,
    replace: `this.#entries.get(transaction)?.send({ type: 'sale.checkStatus' });`,
  },
  {
    name: 'a terminal that is removed, added and removed again stays',
    danger: 'a till goes on with a terminal that its shop has given away',
    in: 'Fleet',
    find: `if (underWay !== undefined && parts.queue.state.isLeaving) return underWay;`,
    replace: `if (underWay !== undefined) return underWay;`,
  },
  {
    name: 'a report of an attempt that was rejected proves nothing',
    danger: 'the terminal has charged it, forgets it, and is believed',
    find: `seen: hasRejectedAttempt(result.body, input),`,
    replace: `seen: false,`,
  },
];
