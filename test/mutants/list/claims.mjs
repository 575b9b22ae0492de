/** Of all attempts to send a request one sends, once, in time, for the owner of the terminal, and it alone knows that it did not. */
export const CLAIMS = [
  {
    name: 'every attempt may send: the plain step of a durable engine',
    danger: 'a step that is run again sends again',
    find: `return claim !== undefined && claim === attempt;`,
    replace: `return claim !== undefined || attempt !== '';`,
  },
  {
    name: 'the token of an attempt is that of its process',
    danger: 'a process that runs the step twice, with its connection cut, sends twice',
    in: 'begin',
    find: '`${this.#process}.${this.#draw()}`',
    replace: 'this.#process',
  },
  {
    name: 'the claim is kept in the step: each attempt grants its own',
    danger: 'a message that is delivered twice sends twice',
    find: `claimOpen: ({ context }) => context.claim === undefined,`,
    replace: `claimOpen: () => true,`,
  },
  {
    name: 'NotFound does not wait for a process that may wake',
    danger: 'a payment is reported as not processed, and the process that was stopped sends it',
    find: `senderMayWake === true ?`,
    replace: `senderMayWake === (undefined as never) ?`,
  },
  {
    name: 'NotFound counts as of when its answer is processed',
    danger: 'a payment that arrived after the question is reported as not processed',
    find: `elapsedMinMs(then, askedAt, limits)`,
    replace: `elapsedMinMs(then, now, limits)`,
  },
  {
    name: 'that nothing was sent is believed of every attempt',
    danger: 'one that failed to connect ends what another has sent',
    in: 'speaksForRequest',
    find: `return claim === said.attempt;`,
    replace: `return claim !== '' || said.attempt !== '';`,
  },
  {
    name: 'an attempt that another process has counts as not started',
    danger: 'a payment that was sent is reported as not processed',
    find: `if (holder === undefined || state === undefined) return { kind: 'elsewhere' };`,
    replace: `if (holder === undefined) return { kind: 'elsewhere' };
    if (state === undefined) return { kind: 'fenced' };`,
  },
  {
    name: 'an attempt that is under way counts as not started',
    danger: 'a payment that was sent is reported as not processed',
    find: `if (state !== 'waiting') return { kind: 'underWay', result: state };`,
    replace: `if (state !== 'waiting') return { kind: 'fenced' };`,
  },
  {
    name: 'an attempt that was fenced sends',
    danger: 'a payment that is reported as not processed is made',
    find: `this.#begun.set(holder, 'fenced');`,
    replace: `void 0;`,
  },
  {
    name: 'a terminal that went over to another engine is sent to',
    danger: 'two engines drive one terminal',
    in: 'whyNotSend',
    find: `if (!sender.owns) return 'ERR_OWNERSHIP_LOST';`,
    replace: ``,
  },
  {
    name: 'a terminal that was lost and acquired again is sent to as before',
    danger: 'a payment that the other engine settled meanwhile is made',
    find: 'owns: isOwned === true && this.#fenceNow() === this.#fence',
    replace: 'owns: isOwned === true',
  },
  {
    name: 'an engine that lost a terminal goes on with its payments',
    danger: 'it asks and stores beside the engine that took them over',
    find: 'return isDamage(error) || isFenced(error);',
    replace: 'return isDamage(error);',
  },
  {
    name: 'the clocks of two machines are one',
    danger: 'the second has run for a day, and so the first NotFound proves',
    in: 'isSameClock',
    find: `return one.clock === other.clock;`,
    replace: `return one.clock === other.clock || one.clock !== other.clock;`,
  },
  {
    name: 'what nobody may believe is stored as what an older program believes',
    danger: 'it takes an attempt that may not send for the one that did',
    find: `if (event.type === 'link.notSent') return 4;`,
    replace: ``,
  },
  {
    name: 'an ownership that does not say whether the earlier owner may wake says that it is dead',
    danger: 'a payment is reported as not processed, and the process that was stopped sends it',
    find: `(deps.ownership.earlierOwnerMayWake as unknown) !== false &&`,
    replace: `deps.ownership.earlierOwnerMayWake &&`,
  },
];
