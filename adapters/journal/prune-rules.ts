import { JournalError } from '../../errors.ts';
import type { BootReading } from '../ports/journal.port.ts';
import type { JournalRecord } from '../ports/journal.port.ts';

/**
 * A clock can be wrong, and what is forgotten is paid again when its id is repeated. So `prune` believes the clock only as far as
 * the journal bears it out; these are the rules.
 */

/** Of the transactions that are settled, so many of the newest stay, whatever the clock says. */
export const KEPT_SETTLED = 100;

/** Clocks are corrected by seconds, and differ by less than this. */
export const CLOCK_TOLERANCE_MS = 3_600_000;

const KEPT = 'nothing was forgotten';

/**
 * Since a transaction was requested in this boot of the machine, both clocks must have gone equally far.
 *
 * @param opened the newest record that opens a transaction
 * @throws {JournalError} `ERR_JOURNAL_CLOCK`
 */
export function assertClocksAgree(now: BootReading | undefined, opened: JournalRecord | undefined): void {
  if (now === undefined || opened?.type !== 'opened') return;
  const { createdAtMs, createdUpMs, bootId } = opened.input;
  if (bootId !== now.bootId || createdUpMs === undefined) return;
  const differenceMs = now.atMs - createdAtMs - (now.upMs - createdUpMs);
  if (Math.abs(differenceMs) <= CLOCK_TOLERANCE_MS) return;
  const minutes = Math.round(differenceMs / 60_000);
  throw clockError(
    `the clock of this machine was set by ${minutes} minutes since transaction ${opened.transaction}; ${KEPT}: correct the clock, and prune after the next payment`,
    opened.transaction,
  );
}

/**
 * What was stored before a transaction that is to be forgotten must be old as well.
 *
 * @param younger a transaction that was stored before one that is to be forgotten, and settled after the limit by the clock
 */
export function orderContradicts(younger: string): JournalError {
  return clockError(
    `transaction ${younger} was stored before others that seem to be older: the clock was wrong at one of them; ${KEPT}: prune again when it is old enough itself`,
    younger,
  );
}

function clockError(what: string, transaction: string): JournalError {
  return new JournalError('ERR_JOURNAL_CLOCK', `the journal: ${what}`, { transaction });
}
