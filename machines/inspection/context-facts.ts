import type { TerminalContext } from '../terminal.types.ts';
import type { TransactionContext } from '../transaction.types.ts';
import type { Facts } from './feed.types.ts';

type Loose = Readonly<Record<string, string | number | boolean | undefined>>;

/** What of a transaction's memory may be displayed, flat. */
function factsOfTransaction(context: TransactionContext): Loose {
  const { outcome, notFound } = context;
  return {
    failure: context.failure?.code,
    serviceId: context.input.attempt && context.input.ServiceID,
    nextCheckAtMs: context.nextCheckAtMs,
    unanswered: context.unanswered,
    inProgressSinceMs: context.inProgressSinceMs,
    notFoundAtMs: notFound?.at.atMs,
    notFoundWaitMs: notFound?.waitMs,
    latestSendAtMs: context.latestSendAt?.atMs,
    lastContactAtMs: context.lastContactAt?.atMs,
    processLostAtMs: context.processLostAt?.atMs,
    seenByTerminal: context.seenByTerminal,
    terminalRestarted: context.terminalRestarted,
    abortRequested: context.abortRequested,
    unclear: context.unclear?.kind,
    outcome: outcome?.kind,
    charged: outcome?.charged,
    recovered: outcome?.recovered,
  };
}

function factsOfTerminal({ running, unknown, waiting, isLeaving }: TerminalContext): Loose {
  return { running, unknown: unknown.join(' '), waiting: waiting.join(' '), isLeaving };
}

/** What changed in a transaction's memory. @param before `undefined` for all that there is */
export function changesOfTransaction(before: TransactionContext | undefined, after: TransactionContext): Facts {
  return before === after ? {} : changes(before && factsOfTransaction(before), factsOfTransaction(after));
}

export function changesOfTerminal(before: TerminalContext, after: TerminalContext): Facts {
  return before === after ? {} : changes(factsOfTerminal(before), factsOfTerminal(after));
}

function changes(before: Loose | undefined, after: Loose): Facts {
  const changed = Object.entries(after).filter(([name, value]) => value !== before?.[name]);
  return Object.fromEntries(changed.map(([name, value]) => [name, value ?? null]));
}
