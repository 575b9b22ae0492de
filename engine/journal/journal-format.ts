import type { JournalRecord } from '../../adapters/ports/journal.port.ts';
import type { TransactionEvent, TransactionInput } from '../../machines/index.ts';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import type { SettledResult } from '../../protocol/outcome.ts';

/**
 * The format in which records are written.
 *
 * 1: `opened` alone let the request leave; the result of an answer was called `verdict`, with `settled: true`; a request had a
 *    `category`, the same for a payment and an unreferenced refund.
 * 2: the request leaves after the event `intent.stored`; `result`; a request has a `type`.
 * 3: a rejection with `next`, after which the request may leave again. Everything else is still written as 2.
 */
export const RECORD_VERSION = 2;

/** An older program must not read a rejection that was not the end as one that was: to it, the record is damaged, and the outcome unknown. */
export function versionOf(event: TransactionEvent): JournalRecord['version'] {
  return event.type === 'poi.rejected' && event.next !== undefined ? 3 : RECORD_VERSION;
}

/** A record in the current shape, whichever version wrote it. `version` is kept: it decides what an `opened` of that time meant. */
export function upgradeRecord(record: JournalRecord): JournalRecord {
  if (record.version !== 1) return record;
  if (record.type === 'opened') return { ...record, input: upgradeInput(record.input) };
  if (record.type === 'event') return { ...record, event: upgradeEvent(record.event) };
  const { verdict, ...detail } = record.detail;
  return isObject(verdict) ? { ...record, detail: { ...detail, result: upgradeVerdict(verdict) } } : record;
}

const TYPE_OF_CATEGORY: Readonly<Record<string, string>> = {
  Payment: 'payment',
  Reversal: 'refund',
  CardAcquisition: 'cardAcquisition',
  StoredValue: 'storedValue',
};

function upgradeInput(input: TransactionInput): TransactionInput {
  const { category: _, ...request } = input.request;
  const type = input.refund === true ? 'unreferencedRefund' : TYPE_OF_CATEGORY[input.category];
  return { ...input, request: { type, ...request, ...identificationsOf(request) } };
}

/** Version 1 stored further members beside the two of a POITransactionID. */
function identificationsOf(request: JsonObject): JsonObject {
  const named = ['original', 'cardAcquisition'].flatMap((name) => {
    const value = request[name];
    return isObject(value) ? [[name, { TransactionID: value['TransactionID'], TimeStamp: value['TimeStamp'] }]] : [];
  });
  return Object.fromEntries(named) as JsonObject;
}

function upgradeEvent(event: TransactionEvent): TransactionEvent {
  if (event.type !== 'poi.answered') return event;
  const { verdict, ...rest } = event as typeof event & { readonly verdict?: unknown };
  return isObject(verdict) ? { ...rest, result: upgradeVerdict(verdict) } : event;
}

function upgradeVerdict({ settled: _, runningServiceID: runningServiceId, ...result }: JsonObject): SettledResult {
  return { ...result, ...(runningServiceId !== undefined && { runningServiceId }) } as unknown as SettledResult;
}
