/** Sent once, and durable first: what leaves, when, and what is stored before it. */
export const SENDING = [
  {
    name: 'a request of any category may move money',
    danger: 'a payment is sent that is not stored, and nobody asks what became of it',
    find: `(category) => !TRANSACTION_CATEGORIES.includes(category as TransactionCategory),`,
    replace: `(category) => category !== '',`,
  },
  {
    name: 'a payment is sent again after a restart',
    danger: 'what went through before the crash is taken a second time',
    in: 'onAnswerLost',
    find: `'host.restarted': { target: '#transaction.timedOut',`,
    replace: `'host.restarted': { target: '#transaction.sending.transmitting', reenter: true,`,
  },
  {
    name: 'recovery carries the first commands out again',
    danger: 'a fold that acts sends what was sent before',
    find: `process.#running.snapshot = fold(stored);`,
    replace: `process.#running.snapshot = fold(stored);
    if (!process.#running.isSettled) process.#running.execute([{ type: 'transmit' }], process.#running.now());`,
  },
  {
    name: 'a request is sent while its intent is on the way to the disk',
    danger: 'after a crash it is not known that a payment was made',
    find: `await this.#recorder.open(this.#input);`,
    replace: `void this.#recorder.open(this.#input).catch(() => {});`,
  },
  {
    name: 'a record that was not stored leaves a gap',
    danger: 'the next start takes the journal for damaged, and the till does not open',
    in: '#append',
    find: `this.#refused.add(JSON.stringify(record));`,
    replace: `this.#advance();`,
  },
  {
    name: 'a request is sent though its intent could not be stored',
    danger: 'after a crash it is not known that a payment was made',
    in: '#storeIntent',
    find: `this.#giveUpUnstored(error);`,
    replace: `this.#events.post({ type: 'intent.stored' });
      void error;`,
  },
  {
    name: 'a request is sent while the decision to send it is on the way to the disk',
    danger: 'after a crash the journal says that it was not sent, and another attempt charges twice',
    find: `await this.#recorder.tryStore(event, isSettled(taken.snapshot));`,
    replace: `void this.#recorder.tryStore(event, isSettled(taken.snapshot)).catch(() => {});`,
  },
  {
    name: 'a request is sent though the decision to send it could not be stored',
    danger: 'after a crash the journal says that it was not sent, and another attempt charges twice',
    in: '#happen',
    find: `return this.#giveUpUnstored(error);`,
    replace: `void error;`,
  },
  {
    name: 'commands are carried out before the event that caused them is stored',
    danger: 'after a crash the journal knows nothing of what was sent',
    in: '#happen',
    find: `const taken = this.#running.step(event);`,
    replace: `const { commands, ...rest } = this.#running.step(event);
    const taken = { ...rest, commands: [] };
    this.#running.execute(commands, readingOf(event));`,
  },
  {
    name: 'an answer is reported before it is stored',
    danger: 'the till says approved, crashes, and knows nothing of it',
    in: '#store',
    find: `return this.#recorder.store(event, isSettled(snapshot), { signal: this.#storing.signal, onHeld });`,
    replace: `void this.#recorder.store(event, isSettled(snapshot), { signal: this.#storing.signal, onHeld });
    return Promise.resolve(true);`,
  },
  {
    name: 'an event that could not be stored counts as stored',
    danger: 'a disk that is full makes the journal say something else than the till said',
    in: '#insist',
    find: `await this.#append({ type: 'event', event }, event.atMs, settles).finally(() => overdue.disarmAll());`,
    replace: `await this.#append({ type: 'event', event }, event.atMs, settles)
        .catch(() => {})
        .finally(() => overdue.disarmAll());`,
  },
  {
    name: 'what watches the journal swallows its errors',
    danger: 'everything is believed to be stored',
    in: 'withHealth',
    find: `throw error;`,
    replace: `return undefined as never;`,
  },
  {
    name: 'a group of appends counts as stored whatever the disk said of each',
    danger: 'one of several payments is sent without its intent on disk',
    find: `if (result === 'stored') resolve();`,
    replace: `if (result !== undefined) resolve();`,
  },
  {
    name: 'a commit does not wait for the disk',
    danger: 'a power cut takes the answer with it that was reported',
    find: `PRAGMA synchronous = FULL;`,
    replace: `PRAGMA synchronous = OFF;`,
  },
  {
    name: 'a slow disk lets a payment go however late it is',
    danger: 'the terminal asks for a card when the shopper has paid elsewhere',
    in: 'whyNotSend',
    find: `> input.limits.sendWithinMs`,
    replace: `> 1000 * input.limits.sendWithinMs`,
  },
  {
    name: 'when the decision is stored it is not asked again whether the request may leave',
    danger: 'a disk that is slow with the decision lets a payment go however late it is',
    find: `command.type === 'transmit' ? receiver.whyNotSend(attempt) : undefined;`,
    replace: `undefined as ReturnType<typeof whyNotSend>;`,
  },
  {
    name: 'the decision to send is stored of a request that is too late',
    danger: 'after a crash a payment that was never sent closes the terminal',
    in: 'tooLate',
    find: `whyNotSend(context.input, context.abortRequested, readingOf(event)) === 'ERR_SEND_TOO_LATE'`,
    replace: `whyNotSend(context.input, context.abortRequested, readingOf(event)) === undefined && false`,
  },
  {
    name: 'the decision to send is stored of a request that was withdrawn',
    danger: 'after a crash a payment that was never sent closes the terminal',
    in: 'intent.stored',
    find: `guard: 'abortRequested',`,
    replace: `guard: () => false,`,
  },
  {
    name: 'an abort that comes before the payment is sent does not stop it',
    danger: 'a payment that was withdrawn is made',
    find: `if (isOverride || payload.type === 'sale.abort') this.withdraw();`,
    replace: `if (isOverride) this.withdraw();`,
  },
  {
    name: 'the transport does not ask whether the request may leave',
    danger: 'a terminal that is slow to connect starts a payment when the shopper has gone',
    find: `whyNotSend: () => this.#whyNotSend(attempt),`,
    replace: `whyNotSend: () => undefined,`,
  },
  {
    name: 'a transport that is told not to send sends',
    danger: 'a payment that was withdrawn while connecting is made',
    in: 'exchange',
    find: `if (reason !== undefined) throw new Error('not sent');`,
    replace: ``,
  },
  {
    name: 'an abort stops the payment when it is stored, and not before',
    danger: 'the payment leaves meanwhile, and is made',
    in: 'whyNotSend',
    find: `this.#isWithdrawn || hasEnded, this.now(), sender`,
    replace: `this.snapshot.context.abortRequested || hasEnded, this.now(), sender`,
  },
  {
    name: 'an abort gives up a request that may have left',
    danger: 'its answer is thrown away: the payment is unknown, and the terminal is closed to others',
    in: 'withdraw',
    find: `if (this.#mayHaveLeft) return;`,
    replace: ``,
  },
  {
    name: 'an engine that closes leaves what is being connected to its transport',
    danger: 'the next start does not know that nothing left, and closes the terminal over it',
    find: `for (const entry of started) entry.withdraw();`,
    replace: ``,
  },
  {
    name: 'an abort overtakes its payment',
    danger: 'it stops nothing, and the payment that comes after it is made',
    find: `on: { 'sale.abort': { actions: 'rememberAbort' } },`,
    replace: `on: { 'sale.abort': { actions: ['rememberAbort', 'transmitAbort'] } },`,
  },
  {
    name: 'an abort that was held back is never sent',
    danger: 'the shopper pays what the cashier has cancelled',
    in: 'transmitting',
    find: `actions: ['rememberContact', 'transmitAbort'],`,
    replace: `actions: 'rememberContact',`,
  },
  {
    name: 'the client sends again what met a reset',
    danger: 'the first one may have arrived: two payments',
    in: 'createTerminalClient',
    find: `if (result.kind === 'failed') {`,
    replace: `if (result.kind === 'failed' && result.failure.code === 'ERR_LINK_RESET') return exchange(message, { signal });
    if (result.kind === 'failed') {`,
  },
  {
    name: 'the transport sends again what met a reset',
    danger: 'the first one may have arrived: two payments',
    find: `return await exchange(clientOn(socket, originOf(address)), socket, { ...request, signal });`,
    replace: `const first = await exchange(clientOn(socket, originOf(address)), socket, { ...request, signal });
        if (signal.aborted || first.kind === 'answered' || first.failure.code !== 'ERR_LINK_RESET') return first;
        const other = await connect(address, options, signal, undefined);
        return await exchange(clientOn(other, originOf(address)), other, { body: request.body, signal });`,
  },
  {
    name: 'the request goes with the connection that is made while its intent is being stored',
    danger: 'after a crash it is not known that a payment was made',
    in: 'preconnect',
    find: `this.#connection = this.#exchanges.preconnect(input);`,
    replace: `{
      const hooks = { whyNotSend: () => undefined, onWritten: () => {} };
      void this.#exchanges.transmit(input, { ...hooks, signal: new AbortController().signal });
    }`,
  },
  {
    name: 'a connection that the terminal has closed meanwhile takes the request',
    danger: 'a payment that certainly was not sent is unknown, and closes the terminal',
    find: `if (this.#made !== undefined && !isUsable(this.#made)) this.close();`,
    replace: ``,
  },
  {
    name: 'a connection takes the request that was made to where the terminal was before',
    danger: 'the payment goes to an address that the till has left',
    find: `if (connection instanceof ConnectionAhead && ahead.has(connection)) return connection.take();`,
    replace: `if (connection instanceof ConnectionAhead) return connection.take();`,
  },
  {
    name: 'a connection that was kept too long, as the process was stopped, takes the request',
    danger: 'the terminal has closed it: a payment that was not sent is unknown, and closes the terminal',
    find: `if (this.#made !== undefined && performance.now() - this.#madeAtMs > KEPT_MS) this.close();`,
    replace: ``,
  },
  {
    name: 'a connection of a transport of the caller that cannot be closed throws',
    danger: 'the payment ends, and the till is never told',
    find: `return new ContainedPreconnection(transport, connection as object as Preconnection);`,
    replace: `return connection as object as Preconnection;`,
  },
  {
    name: 'a transport of the caller gets the connection to where the terminal was before',
    danger: 'the payment goes to an address that the till has left',
    find: `if (transport === this.#transport) return this.#given;`,
    replace: `if (transport !== undefined) return this.#given;`,
  },
  {
    name: 'another attempt gets the connection of the first one',
    danger: 'it is used up: a payment that was not sent is unknown, and closes the terminal',
    find: `const connection = this.#maySent ? undefined : this.#connection;`,
    replace: `const connection = this.#connection;`,
  },
  {
    name: 'an engine sends before the parser of answers is loaded',
    danger: 'a package that is replaced under a running till ends a payment, and every status check after it',
    find: `await loadParser();`,
    replace: `void loadParser;`,
  },
  {
    name: 'all requests have the same ServiceID',
    danger: 'the answer to one payment passes for that of another',
    in: 'begin',
    find: `ServiceID: createServiceID((length) => random.bytes(length)),`,
    replace: `ServiceID: createServiceID((length) => new Uint8Array(length)),`,
  },
  {
    name: 'a status check has the ServiceID of its payment',
    danger: 'the terminal takes the question for the payment, or forgets the payment over it',
    find: `const renew = () => this.#newHeader('TransactionStatus', input);`,
    replace: `const renew = () => ({ ...this.#newHeader('TransactionStatus', input), ServiceID: input.ServiceID });`,
  },
  {
    name: 'an abort has the ServiceID of its payment',
    danger: 'a ServiceID is used twice',
    find: `const renew = () => this.#newHeader('Abort', input);`,
    replace: `const renew = () => ({ ...this.#newHeader('Abort', input), ServiceID: input.ServiceID });`,
  },
  {
    name: 'the uptime does not notice that the machine slept',
    danger: 'a payment from before the sleep leaves after it, when the shopper has gone',
    find: ` && Math.abs(now.wall - at.wall - elapsed) <= AGREED_MS`,
    replace: ``,
  },
];
