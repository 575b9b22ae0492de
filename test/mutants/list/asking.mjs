/** The terminal is asked when the answer was lost: when, how long, and what its answers say. */
export const ASKING = [
  {
    name: 'a timer is armed against a clock that may have been set',
    danger: 'the terminal that took the money is asked an hour later',
    find: `const leftMs = dueAtMs - since.atMs - (this.#clock.upMs() - since.upMs);`,
    replace: `const leftMs = dueAtMs - this.#clock.now();`,
  },
  {
    name: 'an answer that does not come is a refusal',
    danger: 'the payment that the shopper has just made is reported as not charged',
    find: `'timer.response': { target: '#transaction.timedOut', actions: [rememberOverdue, 'scheduleFirstCheck'] },`,
    replace: `'timer.response': {
      target: '#transaction.settled',
      actions: { type: 'settleNotProcessed', params: { failure: failure('ERR_LINK_TIMEOUT'), recovered: false } },
    },`,
  },
  {
    name: 'there is no deadline for the answer',
    danger: 'the till waits for ever for an answer that was lost',
    in: 'armResponse',
    find: `event.atMs + context.input.limits.responseTimeoutMs`,
    replace: `event.atMs + 1000 * context.input.limits.responseTimeoutMs`,
  },
  {
    name: 'there is no deadline for a request that does not get out',
    danger: 'the till waits for ever',
    find: `entry: ['transmit', armResponse],`,
    replace: `entry: 'transmit',`,
  },
  {
    name: 'there is no deadline for a status check',
    danger: 'one question that is lost ends the asking',
    find: "{ header: renew(), body }, { signal, timeoutMs, renew, rank: 'later' }",
    replace: "{ header: renew(), body }, { signal, renew, rank: 'later' }",
  },
  {
    name: 'a failure inside a status check ends the asking',
    danger: 'what the terminal knows never becomes known',
    in: '#sendResult',
    find: `const sent = result.catch(() => otherwise).then((payload) => this.#receiver.send(payload));`,
    replace: `const sent = result.then((payload) => this.#receiver.send(payload), () => void otherwise);`,
  },
  {
    name: 'a transaction that stalled is not asked about any more',
    danger: 'what the terminal knows never becomes known',
    find: `entry: ['scheduleSlowCheck', armCheck],`,
    replace: `entry: 'scheduleSlowCheck',`,
  },
  {
    name: 'a settled transaction is asked about for ever',
    danger: 'each payment of the day leaves a timer behind, and its terminal is asked at every moment',
    in: 'settle',
    find: `this.#timers.disarmAll();`,
    replace: ``,
  },
  {
    name: 'a terminal that is back is not asked',
    danger: 'what is known to it becomes known a minute later than it could',
    in: '#wake',
    find: `this.#deps.store.get(id)?.send({ type: 'terminal.online' });`,
    replace: `this.#deps.store.get(id);`,
  },
  {
    name: 'a late answer is not taken',
    danger: 'the truth was there, and the till still does not know',
    find: `'poi.answered': { guard: 'unsettled',`,
    replace: `'poi.answered': {
      guard: ({ context, event }) => context.outcome === undefined && (event.recovered || context.failure === undefined),`,
  },
  {
    name: 'timers take milliseconds for seconds',
    danger: 'deadlines come before the shopper has found the card',
    find: `Math.max(0, delayMs)`,
    replace: `Math.max(0, delayMs / 1000)`,
  },
  {
    name: 'the clock gives seconds',
    danger: 'every age, deadline and time stamp is wrong',
    find: `now: () => Date.now(), // Not`,
    replace: `now: () => Math.floor(Date.now() / 1000), // Not`,
  },
  {
    name: 'a check that says nothing counts as NotFound',
    danger: 'an error of the terminal is reported as not charged',
    find: `return {
        type: 'status.unanswered',
        failure: failure('ERR_ANSWER_UNDECIDED', status.why),
        seen: hasRejectedAttempt(result.body, input),
      };`,
    replace: `return { type: 'poi.notFound' };`,
  },
  {
    name: 'a rejected question counts as a rejected payment',
    danger: 'the payment that was asked about may have been made',
    in: 'eventOfStatus',
    find: `const fault = result.kind === 'empty'`,
    replace: `if (result.kind === 'rejected') return { type: 'poi.rejected', failure: result.failure };
    const fault = result.kind === 'empty'`,
  },
  {
    name: 'a status answer about another request is believed',
    danger: 'the outcome of one payment is reported of another',
    find: `return fields.some((field) => named[field] !== undefined && named[field] !== asked[field]);`,
    replace: `return false;`,
  },
  {
    name: 'a repeated answer of another sale is believed',
    danger: 'old terminals repeat no header: the outcome of one payment is reported of another',
    find: `if (sale !== undefined && !isOfSale(answer, sale)) return unusable('the repeated answer is not that of this sale');`,
    replace: ``,
  },
  {
    name: 'an outcome that is not known in time is not charged',
    danger: 'the cashier takes the money a second time',
    in: 'giveUp',
    find: `resolve(unresolvedFrom(entry.state));`,
    replace: `resolve({ ...unresolvedFrom(entry.state), charged: 'no' as 'unknown' });`,
  },
  {
    name: 'a final failure that is not clear never ends a payment',
    danger: 'the terminal has said its last word and is closed until a person looks',
    find: `recovered && (seen || !context.seenByTerminal) && isSameEnd(result, context.unclear),`,
    replace: `recovered && (seen || !context.seenByTerminal) && isSameEnd(result, undefined),`,
  },
  {
    name: 'a final failure that is not clear counts as repeated by another one',
    danger: 'the terminal is still finding out what became of the money, and the till says that nothing was charged',
    find: `return earlier !== undefined && factsOf(end) === factsOf(earlier);`,
    replace: `return earlier !== undefined;`,
  },
  {
    name: 'a final failure stays said although the payment runs again',
    danger: 'one more word is believed, and the payment goes through',
    find: `      // It had not ended, whatever was said of its end.
      unclear: undefined,`,
    replace: ``,
  },
  {
    name: 'that its checks are rejected counts as a rejection of the payment',
    danger: 'the answer was lost, the money is taken, and the till says that nothing was charged',
    find: `unclear: seen || !recovered ? result : context.unclear,`,
    replace: `unclear: result,`,
  },
  {
    name: 'a repeated rejection is believed after the terminal showed that it had the request',
    danger: 'the payment that runs on the terminal is reported as not charged',
    find: `recovered && (seen || !context.seenByTerminal) && isSameEnd(result, context.unclear),`,
    replace: `recovered && isSameEnd(result, context.unclear),`,
  },
  {
    name: 'a NotFound beside a request that is awaited settles it',
    danger: 'the shopper is at the terminal, and the till says that nothing was charged',
    find: `'poi.notFound': { target: 'waiting', actions: rememberCheckAs('ERR_STATUS_NOT_FOUND', false) },`,
    replace: `'poi.notFound': {
          target: '#transaction.settled',
          actions: { type: 'settleNotProcessed', params: { failure: failure('ERR_NOT_FOUND'), recovered: true } },
        },`,
  },
  {
    name: 'InProgress beside a request that is awaited does not show that the terminal has it',
    danger: 'a NotFound after the terminal forgot is believed',
    find: `rememberCheckAs('ERR_STATUS_IN_PROGRESS', true)`,
    replace: `rememberCheckAs('ERR_STATUS_IN_PROGRESS', false)`,
  },
  {
    name: 'a check that is wanted while the answer is awaited is not asked',
    danger: 'the clerk presses the button, and nothing happens',
    find: `'sale.checkStatus': { target: 'checking', actions: 'askStatus' }`,
    replace: `'sale.checkStatus': { target: 'checking' }`,
  },
];
