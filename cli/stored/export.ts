import type { HistoryStep, Outcome, SettledResult, TransactionEvent } from '../../index.ts';
import { readCardData } from './card-data.ts';

// What may leave the journal as JSON. Both functions list what they export, so that no message body, no receipt and no card data
// beyond the masked number gets out with a member that is added later. Scripts rely on the names of the members: `runningServiceID` and
// `verdict` are called otherwise in the code.

export function exportOutcome(outcome: Outcome | SettledResult) {
  const { kind, charged, amounts, poiTransactionId, pspReference, errorCondition, refusalReason, advice } = outcome;
  const { runningServiceId: runningServiceID, runningTransaction, offline, failure } = outcome;
  const { maskedPan } = readCardData(outcome.response);
  return {
    kind,
    charged,
    amounts,
    ...defined({ poiTransactionId, pspReference, errorCondition, refusalReason, maskedPan }),
    ...defined({ runningServiceID, runningTransaction, offline, failure }),
    advice,
    ...('recovered' in outcome && { recovered: outcome.recovered, abortRequested: outcome.abortRequested }),
    ...(outcome.kind === 'overridden' && { by: outcome.by, reason: outcome.reason }),
  };
}

function defined<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>; // a part of it
}

export function exportEvent(record: HistoryStep['record']): Readonly<Record<string, unknown>> {
  const { transaction, seq, atMs } = record;
  if (record.type === 'opened') return { transaction, seq, atMs, event: 'opened' };
  return { transaction, seq, atMs, event: record.event.type, ...detailsOf(record.event) };
}

function detailsOf(event: TransactionEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'link.notSent':
    case 'link.lost':
    case 'poi.rejected':
      return { failure: event.failure };
    case 'poi.undecided':
    case 'status.unanswered':
      return { failure: event.failure, seen: event.seen };
    case 'poi.answered':
      return { recovered: event.recovered, verdict: exportOutcome(event.result) };
    case 'host.restarted':
      return { rebooted: event.rebooted };
    case 'sale.override':
      return { by: event.by, reason: event.reason, charged: event.charged };
    default:
      return {};
  }
}
