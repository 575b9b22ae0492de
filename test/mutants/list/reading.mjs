/** What a verified answer says about the money. */
export const READING = [
  {
    name: 'an unknown ErrorCondition is a decline',
    danger: 'a terminal with newer software charges, and the till says that it did not',
    find: `if (!isListed(condition)) return undecided(\`Failure with ErrorCondition \${condition ?? 'missing'}\`);`,
    replace: `if (!isListed(condition)) return { kind: 'declined', charged: 'no', ...details };`,
  },
  {
    name: 'an unknown Result is a decline',
    danger: 'a terminal with newer software charges, and the till says that it did not',
    in: 'readResponseResult',
    find: `return undecided(\`Result \${Result}\`);`,
    replace: `return { kind: 'declined', charged: 'no', ...details };`,
  },
  {
    name: 'Busy with this very payment is a refusal',
    danger: 'the payment that occupies the terminal is reported as not charged, and goes through',
    find: `if (condition === 'Busy' && details.runningServiceId === asked.ServiceID) {`,
    replace: `if (condition === 'Busy' && details.runningServiceId === '') {`,
  },
  {
    name: 'Busy with another payment is undecided',
    danger: 'a payment that was never made closes the terminal until a person looks',
    find: `Busy: { kind: 'failed', advice: 'terminalBusy' },`,
    replace: `Busy: { kind: 'undecided', advice: 'terminalBusy' },`,
  },
  {
    name: 'InProgress is a failure',
    danger: 'the payment that runs is reported as not charged, and goes through',
    find: `InProgress: { kind: 'undecided', advice: 'none' },`,
    replace: `InProgress: { kind: 'failed', advice: 'none' },`,
  },
  {
    name: 'an approval for less is a whole one',
    danger: 'the goods leave the shop for a part of their price',
    find: `kind: isLessThanAsked(details) ? 'partial' : 'approved'`,
    replace: `kind: 'approved'`,
  },
  {
    name: 'Partial is approved',
    danger: 'the goods leave the shop for a part of their price',
    find: `return { kind: 'partial', charged: 'yes', ...details };`,
    replace: `return { kind: 'approved', charged: 'yes', ...details };`,
  },
  {
    name: 'an accepted refund is a charge',
    danger: 'money that was given back is recorded as taken',
    find: `return asked.category === 'Payment' && asked.refund !== true;`,
    replace: `return asked.category === 'Payment';`,
  },
  {
    name: 'it is forgotten that a payment was an unreferenced refund',
    danger: 'money that was given back is recorded as taken',
    in: 'planTransaction',
    find: `...(type === 'unreferencedRefund' && { refund: true as const }),`,
    replace: ``,
  },
  {
    name: 'the tip of an answer is not read',
    danger: 'the waiter loses it',
    find: `tip: amount(amounts?.TipAmount),`,
    replace: ``,
  },
  {
    name: 'an amount of an answer with too many decimals is cut',
    danger: 'the till reports another amount than the shopper paid',
    in: 'fromWire',
    find: `if (decimals.length > exponent) return undefined;`,
    replace: `if (decimals.length > exponent) return { currency, value: Number(whole + decimals.slice(0, exponent)) };`,
  },
];
