/** What a field of a log line may be. No field holds a message, a key, card data or what a shopper typed. */
interface LogFieldTypes {
  readonly text: string;
  /** What may quote a terminal or a certificate: the card numbers in it are masked. */
  readonly words: string;
  readonly number: number;
  readonly texts: readonly string[];
  readonly object: object;
}

export interface LogField {
  readonly is: keyof LogFieldTypes;
  readonly says: string;
}

/** Every field that a log line may have beside those of the logger. One name means one thing in every line. */
export const LOG_FIELDS = {
  audit: { is: 'object', says: 'who decided what about which transaction, and what came of it (docs/gateway.md)' },
  charged: { is: 'text', says: 'what the answer says of the money: `yes`, `no`, `unknown`' },
  code: { is: 'text', says: 'a code of Tenderline (docs/recovery.md, docs/gateway.md) or of the operating system' },
  count: { is: 'number', says: 'how many of the kind there were' },
  days: { is: 'number', says: 'whole days from now; negative when it is over' },
  error: { is: 'text', says: 'the code of the error, else its name; never its message' },
  expected: { is: 'text', says: 'the rule that is broken' },
  fingerprint: { is: 'text', says: 'SHA-256 of a certificate' },
  keyIdentifier: { is: 'text', says: 'the identifier of a shared key' },
  keyVersion: { is: 'number', says: 'its version' },
  kind: { is: 'text', says: 'which of the possible results it is' },
  ms: { is: 'number', says: 'how long it took, in milliseconds' },
  orphan: { is: 'text', says: 'the id of a result that no transaction waits for' },
  part: { is: 'text', says: 'the part of the engine' },
  parts: { is: 'texts', says: 'parts of the engine' },
  reason: { is: 'words', says: 'why, in a sentence for people' },
  remoteAddress: { is: 'text', says: 'where a request came from' },
  state: { is: 'text', says: 'the state of the transaction after it' },
  status: { is: 'number', says: 'the HTTP status' },
  step: { is: 'text', says: 'the event that the machine of a transaction took (docs/glossary.md)' },
  subject: { is: 'words', says: 'the name in a certificate' },
  transactions: { is: 'texts', says: 'ids of transactions' },
  url: { is: 'text', says: 'where it listens; without a token' },
  validTo: { is: 'text', says: 'when a certificate ends: ISO 8601' },
  component: { is: 'text', says: 'the part of Tenderline that writes: `engine`, `gateway`' },
  POIID: { is: 'text', says: 'the terminal' },
  transaction: { is: 'text', says: 'the id of the transaction' },
  ServiceID: { is: 'text', says: 'the id of the request' },
  MessageCategory: { is: 'text', says: 'what is asked of the terminal: `Payment`, `TransactionStatus`, ...' },
} as const satisfies Readonly<Record<string, LogField>>;

export type LogFieldName = keyof typeof LOG_FIELDS;
export type LogFieldValue<Name extends LogFieldName> = LogFieldTypes[(typeof LOG_FIELDS)[Name]['is']];
