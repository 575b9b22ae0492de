/** Through the gateway a lost answer costs nothing, and who may not pay cannot. */
export const GATEWAY = [
  {
    name: 'gateway: a request of another body is answered with the transaction of its id',
    danger: 'the till takes the outcome of one sale for that of another',
    find: `    refuseReused(begun.transaction);
`,
    replace: ``,
  },
  {
    name: 'gateway: what the journal has of an id is not waited for',
    danger: 'the till is answered with a request that was never compared',
    find: `if ((stored !== undefined || isElsewhere) && begun.state.state === 'queued') await untilCompared(begun);`,
    replace: `if (isElsewhere && begun.state.state === 'queued') await untilCompared(begun);`,
  },
  {
    name: 'gateway: a transaction does not get the id of the address',
    danger: 'a PUT that is repeated pays a second time',
    find: `const given = { ...request, id } as never;`,
    replace: `const given = { ...request } as never;`,
  },
  {
    name: 'gateway: a refused request is reported as the transaction of its id',
    danger: 'an approved payment is shown as not processed',
    find: `    if (state.failure?.code === 'ERR_ID_REUSED') return;
    this.#add(transactionEvent(state));`,
    replace: `    this.#add(transactionEvent(state));`,
  },
  {
    name: 'gateway: who goes away before the outcome stops the transaction',
    danger: 'a lost connection is a lost sale',
    find: `  if (seconds > 0) await transaction.outcome(seconds * 1000, { signal });
`,
    replace: `  if (seconds > 0) await transaction.outcome(seconds * 1000, { signal });
  if (signal.aborted) transaction.abort();
`,
  },
  {
    name: 'gateway: payments are taken while it stops',
    danger: 'a payment is withdrawn whose till was told that it is new',
    find: `  if (route.startsWork && services.isDraining()) throw draining();
`,
    replace: ``,
  },
  {
    name: 'gateway: no token is any token',
    danger: 'every program of the machine can pay',
    find: `if (caller === undefined) throw noToken(incoming.headers.authorization);`,
    replace: `if (caller === undefined) return caller;`,
  },
  {
    name: 'gateway: the scope of a token is not asked for',
    danger: 'who may read may override',
    find: `if (!caller.scopes.includes(scope)) throw notAllowed(caller, scope);`,
    replace: `if (caller.scopes.length === 0) throw notAllowed(caller, scope);`,
  },
  {
    name: 'gateway: the origin of a page is not looked at',
    danger: 'a web page in a browser on the till can pay',
    find: `    assertOrigin(headers, rules);
`,
    replace: ``,
  },
  {
    name: 'gateway: the name of the host is not looked at',
    danger: 'a page whose name was made to lead here can pay',
    find: `    assertHost(headers.host, rules);
`,
    replace: ``,
  },
  {
    name: 'gateway: it listens on the network in the clear',
    danger: 'whoever is in the network reads the token and pays',
    find: `if (tls === undefined && !isLoopbackHost(host)) {`,
    replace: `if (tls === undefined && host === '') {`,
  },
  {
    name: 'gateway: a token that others can read is used',
    danger: 'other users of the machine can pay',
    find: `if ((mode & OTHERS) !== 0) throw`,
    replace: `if ((mode & OTHERS) === OTHERS) throw`,
  },
  {
    name: 'gateway: a reader that returns misses what came meanwhile',
    danger: 'a till never sees an outcome',
    find: `events: newest.filter((event) => event.number > number) };`,
    replace: `events: newest.filter((event) => event.number > number + 1) };`,
  },
  {
    name: 'gateway: a gap in the events is not said',
    danger: 'a till believes that it knows everything',
    find: `if (number < oldest - 1) return gap('tooOld');`,
    replace: `if (number < 0) return gap('tooOld');`,
  },
  {
    name: 'gateway: an override leaves no line when it is refused',
    danger: 'who tried to decide over money is not known',
    find: `    audit({ atMs, ...line, result: codeOf(error) });
`,
    replace: ``,
  },
  {
    name: 'gateway: the cookie of the page may do everything',
    danger: 'whoever opened the page in a browser can pay and override',
    find: `const LOOKER: Caller = { name: 'page', scopes: ['read'] };`,
    replace: `const LOOKER: Caller = { name: 'page', scopes: ['read', 'pay', 'operate'] };`,
  },
  {
    name: 'gateway: every page is its own page',
    danger: 'a web page in a browser with the visualizer reads what the tills do',
    find: '(page !== undefined && origin === `${page}://${host}`)',
    replace: '(page !== undefined && host !== undefined)',
  },
  {
    name: 'gateway: a feed that was ended goes on as if nothing had happened meanwhile',
    danger: 'a payment is displayed as under way that was settled long ago',
    find: `    this.#ring = new EventRing(newRun(), kept);
    this.#end = start(`,
    replace: `    this.#end = start(`,
  },
  {
    name: 'gateway: a request for the terminal of another server is answered as if it had been tried here',
    danger: 'the till takes a payment for refused, and its server has it under way',
    find: `    refuseElsewhere(begun.transaction.state);
`,
    replace: ``,
  },
  {
    name: 'gateway: an override is not left to the server that has the terminal',
    danger: 'a person closes a payment at one server while the other one learns its outcome',
    in: 'assertHere',
    find: `if (state.state === 'settled') return;`,
    replace: `if (id !== '') return;`,
  },
  {
    name: 'gateway: the place in the id of an event does not lag behind what is stored',
    danger: 'the end of a payment is sent to a till by neither server',
    find: `const LOOKS_BEHIND = 10;`,
    replace: `const LOOKS_BEHIND = 1;`,
  },
  {
    name: 'gateway: a payment that its server lost unsent is answered as if it were over',
    danger: 'the till takes the money again, and the other server has it under the same id',
    find: `const now = await asStored(engine, begun.transaction);`,
    replace: `const now = begun.transaction;`,
  },
  {
    name: 'gateway: a request for the terminal of another server is an event of its id',
    danger: 'a payment that the other server makes is shown as not processed',
    find: `    if (state.state === 'settled' && state.failure?.code === 'ERR_TERMINAL_ELSEWHERE') return;
`,
    replace: ``,
  },
  {
    name: 'gateway: what was reported here of a transaction counts more than what the other server stored since',
    danger: 'a payment that was made is shown as not processed',
    find: `return reported.data === event.data ? [] : [{ ...event, isNewer: true }];`,
    replace: `return [];`,
  },
];
