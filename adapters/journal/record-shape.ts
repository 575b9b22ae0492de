import { isObject, type JsonObject } from '../../protocol/json.ts';

/**
 * Whether a value from a file has what a record cannot be without. It is not a schema: a record comes from this code, and what is
 * looked for here is damage.
 */
export function isRecord(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { version, transaction, seq, atMs, type } = value;
  if (version !== 1 && version !== 2) return false;
  if (typeof transaction !== 'string' || !isWhole(seq) || !isWhole(atMs)) return false;
  if (type === 'opened') return isInput(value['input'], transaction);
  if (type === 'event') return isEvent(value['event']);
  return type === 'orphan' && isObject(value['detail']);
}

function isInput(input: unknown, transaction: string): boolean {
  if (!isObject(input)) return false;
  const { id, POIID, ServiceID, request, body } = input;
  return (
    id === transaction &&
    typeof POIID === 'string' &&
    typeof ServiceID === 'string' &&
    isObject(request) &&
    isObject(body)
  );
}

/** What an event of that type cannot be understood without. Version 1 called a result `verdict`. */
const NEEDS: Readonly<Record<string, (event: JsonObject) => boolean>> = {
  'link.notSent': ({ failure }) => isObject(failure),
  'link.lost': ({ failure }) => isObject(failure),
  'poi.answered': ({ result, verdict }) => isResult(result) || isResult(verdict),
  'poi.rejected': ({ failure }) => isObject(failure),
  'poi.undecided': ({ failure }) => isObject(failure),
  'poi.unclear': ({ failure, result }) => isObject(failure) && isResult(result),
  'status.unanswered': ({ failure }) => isObject(failure),
  'sale.override': ({ charged }) => typeof charged === 'string',
};

function isEvent(event: unknown): boolean {
  if (!isObject(event) || typeof event['type'] !== 'string') return false;
  return NEEDS[event['type']]?.(event) ?? true;
}

function isResult(result: unknown): boolean {
  return isObject(result) && typeof result['kind'] === 'string' && typeof result['charged'] === 'string';
}

function isWhole(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
