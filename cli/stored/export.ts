import {
  outcomeToJson,
  settledResultToJson,
  type HistoryStep,
  type Outcome,
  type OutcomeJsonOptions,
  type SettledResult,
  type TransactionEvent,
} from '../../index.ts';
import { maskedFailure } from '../../protocol/index.ts';

// What may leave the process as JSON: the library's own JSON of an outcome, which has no message body and no card data that must stay
// secret. Scripts rely on three more names: `runningServiceID`, `maskedPan`, and `verdict` for the result of an event.

export function exportOutcome(outcome: Outcome, options?: OutcomeJsonOptions) {
  return withAliases(outcomeToJson(outcome, options));
}

export function exportResult(result: SettledResult, options?: OutcomeJsonOptions) {
  return withAliases(settledResultToJson(result, options));
}

interface Aliased {
  readonly runningServiceId?: string;
  readonly card?: { readonly maskedPan?: string };
}

function withAliases<T extends Aliased>(json: T) {
  const { runningServiceId, card: { maskedPan } = {} } = json;
  return {
    ...json,
    ...(runningServiceId !== undefined && { runningServiceID: runningServiceId }),
    ...(maskedPan !== undefined && { maskedPan }),
  };
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
      return { failure: maskedFailure(event.failure) };
    case 'poi.undecided':
    case 'status.unanswered':
      return { failure: maskedFailure(event.failure), seen: event.seen };
    case 'poi.answered':
      return { recovered: event.recovered, verdict: exportResult(event.result, { receipts: false }) };
    case 'host.restarted':
      return { rebooted: event.rebooted };
    case 'sale.override':
      return { by: event.by, reason: event.reason, charged: event.charged };
    default:
      return {};
  }
}
