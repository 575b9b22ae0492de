import type { LogEvent } from './log-subjects.ts';

/** The lines about whose a terminal is, where several engines share them. */
export const OWNERSHIP_EVENTS = {
  'transaction.letGo': {
    level: 'warn',
    about: 'engine',
    message: 'the terminal of a transaction went over to another engine: nothing more of it is done here',
    fields: ['transaction', 'error'],
  },
  'terminal.taken': {
    level: 'info',
    about: 'terminal',
    message: 'the terminal belongs to this engine from now on',
    fields: [],
  },
  'terminal.lost': {
    level: 'warn',
    about: 'terminal',
    message: 'the terminal does not belong to this engine any more: nothing more is sent to it',
    fields: [],
  },
  'terminal.notTaken': {
    level: 'warn',
    about: 'engine',
    message: 'whose terminals they are could not be found out, or what is open of them; it is tried again',
    fields: ['error'],
  },
} as const satisfies Readonly<Record<string, LogEvent>>;
