import type { HistoryPlace } from '../../adapters/ports/journal.port.ts';
import { formatValue, InputError } from '../../errors.ts';
import { parseTransactionId } from '../../protocol/ids.ts';

/**
 * A cursor is the place of the last transaction of a page, as text: what is requested later stands before it, and it means the same
 * after a restart. Callers do not look into it.
 */
export function cursorOf({ createdAtMs, transaction }: HistoryPlace): string {
  return Buffer.from(`1 ${createdAtMs} ${transaction}`, 'utf8').toString('base64url');
}

/** @throws {InputError} `ERR_INPUT_CURSOR` when it is none */
export function parseCursor(cursor: string): HistoryPlace {
  const [, time, id] = /^1 (-?\d{1,16}) (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  try {
    if (time !== undefined && id !== undefined) {
      const place = { createdAtMs: Number(time), transaction: parseTransactionId(id) };
      if (cursorOf(place) === cursor) return place;
    }
  } catch {
    // As below.
  }
  const expected = 'the cursor of a page that this list gave';
  throw new InputError('ERR_INPUT_CURSOR', { path: 'cursor', expected, found: formatValue(cursor) });
}
