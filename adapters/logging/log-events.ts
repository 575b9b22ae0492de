import type { LogEvent } from './log-subjects.ts';
import { OWNERSHIP_EVENTS } from './ownership-events.ts';

/** Every line that Tenderline logs, by the name in its field `event`. docs/events.md prints it. */
export const LOG_EVENTS = {
  'exchange.request': { level: 'info', about: 'exchange', message: 'request', fields: [] },
  'exchange.answer': { level: 'info', about: 'exchange', message: 'answer', fields: ['ms?'] },
  'exchange.noAnswer': {
    level: 'warn',
    about: 'exchange',
    message: 'no usable answer',
    fields: ['ms?', 'kind', 'code', 'reason'],
  },
  'exchange.bug': {
    level: 'error',
    about: 'exchange',
    message: 'an unforeseen failure in an exchange; report it',
    fields: ['error'],
  },

  'transaction.step': { level: 'debug', about: 'transaction', message: 'step', fields: ['step', 'state'] },
  'transaction.intentNotStored': {
    level: 'error',
    about: 'transaction',
    message: 'the intent could not be stored; nothing is sent',
    fields: ['error'],
  },
  'transaction.stepNotStored': {
    level: 'error',
    about: 'transaction',
    message: 'an event could not be stored; trying again',
    fields: ['error', 'step'],
  },
  'transaction.notSentIgnored': {
    level: 'warn',
    about: 'transaction',
    message: 'an attempt that may not send says that nothing was sent: that proves nothing',
    fields: ['code'],
  },
  'transaction.notDecided': {
    level: 'error',
    about: 'transaction',
    message: 'whether to send could not be decided; nothing is sent',
    fields: ['error'],
  },
  'transaction.bug': {
    level: 'error',
    about: 'transaction',
    message: 'an unforeseen failure in a transaction; report it',
    fields: ['error'],
  },
  'transaction.notStarted': {
    level: 'error',
    about: 'engine',
    message: 'an unforeseen failure before a transaction; report it',
    fields: ['error'],
  },
  'transaction.damaged': {
    level: 'error',
    about: 'engine',
    message: 'a transaction is damaged; a person must look at it',
    fields: ['transaction', 'reason'],
  },
  'transaction.overrideNotStored': {
    level: 'error',
    about: 'engine',
    message: 'an override could not be stored; trying again',
    fields: ['error'],
  },
  'transaction.answerRepeated': {
    level: 'info',
    about: 'engine',
    message: 'an answer came once more; it says the same',
    fields: ['transaction', 'kind', 'charged'],
  },
  'transaction.answerLate': {
    level: 'error',
    about: 'engine',
    message: 'an answer came after the settlement; it changes nothing',
    fields: ['transaction', 'kind', 'charged'],
  },

  'orphan.raised': {
    level: 'error',
    about: 'engine',
    message: 'a result that no transaction waits for: a person must look at it',
    fields: ['orphan'],
  },
  'orphan.notStored': {
    level: 'error',
    about: 'engine',
    message: 'an unmatched response could not be stored; trying again',
    fields: ['error'],
  },
  'journal.notRead': {
    level: 'error',
    about: 'engine',
    message: 'the journal could not be read; trying again',
    fields: ['error'],
  },

  'certificate.endsSoon': {
    level: 'warn',
    about: 'terminal',
    message: 'the certificate of a terminal ends within 60 days',
    fields: ['validTo', 'days'],
  },
  'root.notAdyen': {
    level: 'warn',
    about: 'engine',
    message: 'the root certificate is not the one of the Adyen terminal fleet: only good for a simulator',
    fields: ['fingerprint', 'subject'],
  },
  'key.legacy': {
    level: 'warn',
    about: 'engine',
    message: 'a passphrase is accepted that breaks the rule for new keys: change it when you can',
    fields: ['keyIdentifier', 'keyVersion', 'expected'],
  },
  'terminal.unprotected': {
    level: 'warn',
    about: 'terminal',
    message: 'messages of this terminal are not protected: whoever reaches the network can forge an approval',
    fields: [],
  },
  ...OWNERSHIP_EVENTS,
  'terminal.moved': { level: 'info', about: 'terminal', message: 'the terminal has another address', fields: [] },
  'terminal.keyDropped': {
    level: 'warn',
    about: 'terminal',
    message: 'the key that this terminal used last is not among its keys any more',
    fields: [],
  },
  'terminal.oldAddressNotClosed': {
    level: 'error',
    about: 'terminal',
    message: 'the connections to an address that is not used any more did not close',
    fields: ['error'],
  },
  'terminal.removedNotClosed': {
    level: 'error',
    about: 'terminal',
    message: 'the connections of a removed terminal did not close',
    fields: ['error'],
  },

  'notifications.listening': {
    level: 'info',
    about: 'engine',
    message: 'listening for notifications',
    fields: ['url'],
  },
  'notifications.refused': {
    level: 'warn',
    about: 'engine',
    message: 'notification refused',
    fields: ['reason', 'count', 'remoteAddress?'],
  },
  'notifications.sinkFailed': {
    level: 'error',
    about: 'engine',
    message: 'the sink of notifications failed',
    fields: ['count'],
  },
  'notifications.failed': {
    level: 'error',
    about: 'engine',
    message: 'the notification listener failed',
    fields: ['code'],
  },

  'engine.subscriberThrew': {
    level: 'error',
    about: 'engine',
    message: 'a subscriber threw; the engine goes on',
    fields: ['error'],
  },
  'engine.contained': {
    level: 'error',
    about: 'engine',
    message: 'an unforeseen failure, contained; report it',
    fields: ['part', 'error'],
  },
  'engine.noTimer': { level: 'error', about: 'engine', message: 'the clock armed no timer', fields: ['error'] },
  'engine.noRandom': {
    level: 'error',
    about: 'engine',
    message: 'no random bytes; those of the machine are taken',
    fields: ['error?'],
  },
  'engine.closedUnsettled': {
    level: 'warn',
    about: 'engine',
    message: 'closed with transactions that are not settled',
    fields: ['transactions'],
  },
  'engine.partNotClosed': {
    level: 'error',
    about: 'engine',
    message: 'a part could not be closed',
    fields: ['part', 'error'],
  },
  'engine.partsOverdue': {
    level: 'error',
    about: 'engine',
    message: 'closed with parts that did not end in time',
    fields: ['parts'],
  },

  'gateway.listening': { level: 'info', about: 'gateway', message: 'the gateway listens', fields: ['url'] },
  'gateway.refused': {
    level: 'info',
    about: 'gateway',
    message: 'a request was refused',
    fields: ['code', 'status'],
  },
  'gateway.audit': {
    level: 'info',
    about: 'gateway',
    message: 'a person decided, or tried to',
    fields: ['audit'],
  },
  'gateway.auditNotTaken': {
    level: 'error',
    about: 'gateway',
    message: 'an audit line was not taken',
    fields: ['error'],
  },
  'gateway.bug': {
    level: 'error',
    about: 'gateway',
    message: 'an unforeseen failure of the gateway; report it',
    fields: ['error'],
  },
  'gateway.failed': {
    level: 'error',
    about: 'gateway',
    message: 'the server of the gateway failed',
    fields: ['code'],
  },
} as const satisfies Readonly<Record<string, LogEvent>>;

export type LogEventName = keyof typeof LOG_EVENTS;
