import { showAmount, type Amount } from '../../protocol/money.ts';
import type { Head } from '../../machines/inspection/feed.types.ts';

/** `EUR 42.00`, or nothing where there is no amount. */
export function amountOf({ amount }: Pick<Head, 'amount'>): string {
  return amount === undefined ? '' : written(amount);
}

/** A currency that only the till knows has its minor units. */
function written(amount: Amount): string {
  try {
    return showAmount(amount);
  } catch {
    return `${amount.currency} ${amount.value} (minor units)`;
  }
}

/** A fact such as `EUR 4200`, in minor units, as an amount. */
export function amountOfFact(fact: unknown): string | undefined {
  const [, currency, value] = /^([A-Z]{3}) (\d+)$/.exec(String(fact)) ?? [];
  return currency === undefined ? undefined : written({ currency, value: Number(value) });
}

/** `1.5 s`, `41 s`, `14 min`, `2 h`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 180) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** `1.4 kB`. */
export function size(bytes: number): string {
  return bytes < 100 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}

/** `20:15:24.310`, in the time zone of who looks. */
export function clockTime(atMs: number): string {
  const time = new Date(atMs);
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${two(time.getMilliseconds(), 3)}`;
}

function two(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

/** `timer check in 1.5 s` for the command `armTimer check +1500`; others are their own name. */
export function readable(command: string): string {
  return command.replace(
    /armTimer (\w+) \+(\d+)/,
    (_, timer: string, ms: string) => `timer ${timer} in ${Number(ms) / 1000} s`,
  );
}

/** `retrying` of `timedOut.retrying`; with what it is in: `timedOut, retrying`. */
export function stateName(path: string): string {
  return path.replace('.', ', ');
}
