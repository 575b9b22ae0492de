/** Several engines on one database: who has lost a terminal sends nothing, and what is said to be stored is. */
export const POSTGRES = [
  {
    name: 'the fence of an append is not looked at',
    danger: 'an engine that lost a terminal stores beside the one that took it over',
    find: 'WHERE o.poiid = terminal AND o.session = me.session AND o.fence = (fences ->> terminal)::bigint',
    replace: 'WHERE o.poiid = terminal',
  },
  {
    name: 'a terminal is believed to be owned after its session was not confirmed in time',
    danger: 'a till that was stopped wakes, and sends beside the engine that took over',
    find: 'if (session === undefined || session.trust.holds()) return session;',
    replace: 'if (session === undefined || session.trust !== undefined) return session;',
  },
  {
    name: 'a session that the database has ended keeps its terminals',
    danger: 'an engine sends for a terminal that another one may have',
    find: 'session.connection.onEnd(() => this.lose(session));',
    replace: 'session.connection.onEnd(() => {});',
  },
  {
    name: 'what is open is read from a server that takes no writes',
    danger: 'an engine that takes over a terminal does not see a payment that may have charged',
    find: `if (use !== 'any' && rows[0]?.['is_replica'] !== false)`,
    replace: `if (use === 'write' && rows[0]?.['is_replica'] !== false)`,
  },
  {
    name: 'an append that waited for its turn sees the fence as it was before',
    danger: 'an engine that lost a terminal stores beside the one that took it over',
    find: `SET default_transaction_isolation = 'read committed'`,
    replace: `SET default_transaction_isolation = 'repeatable read'`,
  },
  {
    name: 'an append confirms a session, of which the others see nothing',
    danger: 'an engine believes in itself while another one takes its terminal over',
    find: 'this.#sessions.tip.advance({ position, hash });\n    for (const refusal of results) {',
    replace:
      'this.#sessions.tip.advance({ position, hash });\n    session.trust.confirm({ wallMs: this.#options.clock.now(), upMs: this.#options.clock.upMs() });\n    for (const refusal of results) {',
  },
  {
    name: 'a record whose confirmation was lost counts as not stored',
    danger: 'a payment whose intent is stored is reported as not sent, or stored twice',
    in: '#found',
    find: `if (isStored) return 'stored';`,
    replace: `if (isStored && group.length === 0) return 'stored';`,
  },
  {
    name: 'a record whose confirmation was lost counts as stored',
    danger: 'a payment is sent that nobody remembers after a crash',
    in: '#found',
    find: 'texts.get(`${transaction} ${seq}`) === text',
    replace: 'texts.get(`${transaction} ${seq}`) !== null',
  },
  {
    name: 'an append that is refused makes those beside it fail',
    danger: 'payments are not made because of an id that was used before',
    find: 'CONTINUE WHEN refused IS NOT NULL;',
    replace: `IF refused IS NOT NULL THEN RAISE EXCEPTION 'refused'; END IF;`,
  },
  {
    name: 'a database that was put back is used as it is',
    danger: 'what was sent is forgotten, and its terminal takes the next payment',
    find: 'if (found.position < position) {',
    replace: 'if (found.position < 0) {',
  },
  {
    name: 'what is damaged of a terminal that is not known is left out at a takeover',
    danger: 'the terminal takes a payment beside one that may have charged',
    find: 'return poiid === undefined || damage.poiid === undefined || damage.poiid === poiid;',
    replace: 'return poiid === undefined || damage.poiid === poiid;',
  },
  {
    name: 'what is not settled counts as not charged in the totals',
    danger: 'accountants book an unknown as declined',
    find: `AND charged = 'no' AND kind IS DISTINCT FROM 'accepted') AS not_charged_count`,
    replace: `AND coalesce(charged, 'unknown') <> 'yes' AND kind IS DISTINCT FROM 'accepted') AS not_charged_count`,
  },
  {
    name: 'a terminal of a server that is gone is taken at once',
    danger:
      'an engine that is cut off, and does not know that its database failed over, sends beside the one that took over',
    find: 'AND e.believes_until > clock_timestamp()',
    replace: 'AND false',
  },
  {
    name: 'an engine whose record was refused goes on believing in its terminal',
    danger: 'it takes payments for a terminal that another engine has',
    find: 'session.fences.delete(poiid);\n    for (const listener of this.#lostListeners) listener([poiid]);',
    replace: 'for (const listener of this.#lostListeners) void listener;',
  },
  {
    name: 'a file in which something is open is copied into a database',
    danger: 'a payment that may have charged is asked about by two tills, or by none',
    find: 'if (open + damaged.length + orphans === 0) return;',
    replace: 'if (damaged.length + orphans === 0) return;',
  },
  {
    name: 'a journal is copied into a database that has records',
    danger: 'two histories in one: a payment of one till is answered for by another',
    find: 'if (!(await isEmpty(journal))) throw refused(',
    replace: 'if (await isEmpty(journal).then(() => false)) throw refused(',
  },
];
