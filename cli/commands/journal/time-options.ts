import { formatValue, InputError } from '../../../errors.ts';
import { hasRealDay } from '../../../protocol/validation/calendar.ts';

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?$/;

/**
 * Reads a moment: a day (`2026-08-13`) or a time (`2026-08-13T14:03`), both of this machine's time zone unless it says another.
 *
 * @param edge of a day: where it begins, or where it ends
 * @returns epoch milliseconds
 * @throws {InputError} `ERR_INPUT_TIME`
 */
export function readMoment(text: string, name: string, edge: 'start' | 'end'): number {
  const [, year, month, date] = DAY.exec(text) ?? [];
  if (year !== undefined && hasRealDay(text)) {
    return new Date(Number(year), Number(month) - 1, Number(date) + (edge === 'start' ? 0 : 1)).getTime();
  }
  const atMs = TIME.test(text) && hasRealDay(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  const expected = 'a day as 2026-08-13, or a time as 2026-08-13T14:03';
  throw new InputError('ERR_INPUT_TIME', { path: name, expected, found: formatValue(text) });
}

const UNITS_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Reads an age: `36h`, `90d`, `12w`. @returns milliseconds. @throws {InputError} `ERR_INPUT_AGE` */
export function readAge(text: string, name: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([hdw])$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  if (count !== undefined && unitMs !== undefined) return Number(count) * unitMs;
  const expected = 'hours, days or weeks, as 36h, 90d or 12w';
  throw new InputError('ERR_INPUT_AGE', { path: name, expected, found: formatValue(text) });
}
