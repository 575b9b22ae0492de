/** A hand into the running till decides what it was told to, and believes only what is on record. */
export const CONTROL = [
  {
    name: 'control: what the owner has in hand is shown as an outcome',
    danger: 'the goods go out for a payment that no journal has',
    find: `if (stored.outcome !== undefined || now.outcome !== undefined) return stored;`,
    replace: `if (stored.outcome !== undefined) return stored;`,
  },
  {
    name: 'control: an older answer of the owner takes the place of a stored outcome',
    danger: 'a payment that is known is shown as unknown, and made again',
    find: `if (stored.outcome !== undefined || now.outcome !== undefined) return stored;`,
    replace: `if (now.outcome !== undefined) return stored;`,
  },
  {
    name: 'control: an answer about another transaction is believed',
    danger: 'one sale is reported with the state of another',
    find: `if (success && (id === undefined || data.id === id)) return data;`,
    replace: `if (success) return data;`,
  },
  {
    name: 'control: a lost answer to an override is a failure, whatever the journal has',
    danger: 'staff are told that nothing was closed, and close it as the contrary',
    find: `if (known !== undefined && !isByAnother(known, refusal)) {`,
    replace: `if (now !== undefined && known !== undefined) {`,
  },
  {
    name: 'control: the token is sent to whoever made the socket',
    danger: 'another user of the machine can pay and override',
    find: `if (found.uid !== process.getuid?.()) throw unusable(socketPath, 'one of another user');`,
    replace: `if (found.uid < 0) throw unusable(socketPath, 'one of another user');`,
  },
  {
    name: 'control: a token file that others can read is taken',
    danger: 'another user of the machine can pay and override',
    in: 'readPrivateFile',
    find: `await assertPrivate(file, unusable);`,
    replace: `await file.stat();`,
  },
];
