/** What the caller wants is copied once, and said to the terminal as it was wanted. */
export const REQUESTS = [
  {
    name: 'the request is read from the object of the caller',
    danger: 'what the till changes afterwards is paid, and not what was checked and stored',
    find: `parseRequest(type, given) as TransactionRequest & Amounts;`,
    replace: `(parseRequest(type, given), given) as TransactionRequest & Amounts;`,
  },
  {
    name: 'what is copied of a request is the list of the caller',
    danger: 'gift cards are loaded that were added after the call',
    in: '#copyList',
    find: `return Array.from({ length }, (_, index) => {`,
    replace: `if (length > 0 && typeof list[0] === 'object') return list as readonly PlainData[];
    return Array.from({ length }, (_, index) => {`,
  },
  {
    name: 'a member of a request is read twice',
    danger: 'a getter gives one amount to be checked and another to be paid',
    in: '#copyMembers',
    find: `if (data !== undefined) copy[key] = data;`,
    replace: `if (data !== undefined) copy[key] = typeof data === 'object' ? data : ((value as Record<string, PlainData>)[key] ?? data);`,
  },
  {
    name: 'the set-up is read from the object of the caller',
    danger: 'a key that was checked is replaced by one that was not',
    in: 'resolveSharedKeys',
    find: `isRecord(key) ? { ...key } : key`,
    replace: `key`,
  },
  {
    name: 'an override is read from the object of the caller',
    danger: 'the journal names another operator than the one who decided',
    in: 'parseOverride',
    find: `return parseInput(OverrideSchema, given) as OverrideRequest;`,
    replace: `parseInput(OverrideSchema, given);
  return given;`,
  },
  {
    name: 'an amount of nothing is sent',
    danger: 'the terminal asks for a card for a payment that is none',
    in: 'parseAmounts',
    find: `if (amount?.value === 0) throw`,
    replace: `if (amount?.value === -1) throw`,
  },
  {
    name: 'a tip may be in another currency',
    danger: 'the shopper pays ten times the tip',
    in: 'parseAmounts',
    find: `part.currency !== amount.currency`,
    replace: `part.currency === ''`,
  },
  {
    name: 'the tip is left out of the request',
    danger: 'the waiter loses it',
    find: `...saleOf(request, context), tipInRequestedAmount }`,
    replace: `...saleOf(request, context), tip: undefined }`,
  },
  {
    name: 'the tip is left out of the message',
    danger: 'the waiter loses it',
    find: `TipAmount: wire(tip),`,
    replace: ``,
  },
  {
    name: 'an unreferenced refund is sent as a payment',
    danger: 'the shopper pays what was to be given back',
    find: `...saleOf(request, context), paymentType: 'Refund' }`,
    replace: `...saleOf(request, context) }`,
  },
  {
    name: 'a refund of a part gives all back',
    danger: 'the shopper keeps goods that were paid back',
    find: `{ ...request, ...sale, original, reason }`,
    replace: `{ ...request, ...sale, original, reason, amount: undefined }`,
  },
  {
    name: 'a refund does not name its payment as the terminal gave it',
    danger: 'the platform does not find it, or gives another one back',
    in: 'reversalRequest',
    find: `identificationOf(`,
    replace: `((given: typeof input.original) => ({ ...given, TimeStamp: new Date(input.atMs).toISOString() }))(`,
  },
  {
    name: 'dinars have two decimals',
    danger: 'ten times the price is taken',
    find: `...of( 3,`,
    replace: `...of(2,`,
  },
  {
    name: 'an amount loses a decimal on the wire',
    danger: 'ten times the price is taken',
    find: '`${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`',
    replace: '`${digits.slice(0, -exponent)}.${digits.slice(-exponent).slice(1)}`',
  },
];
