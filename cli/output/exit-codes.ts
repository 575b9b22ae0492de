import type { Outcome, Unresolved } from '../../index.ts';

/** The exit code of a mistake in usage or configuration: nothing was sent. */
export const EXIT_USAGE = 2;

/** The exit code of a request that moves no money, and that the terminal did not carry out. */
export const EXIT_REFUSED = 1;

/** The exit code of a check that found damage. */
export const EXIT_DAMAGED = 1;

/** The exit code of a command that moves money. Scripts rely on it. */
export function outcomeExitCode(outcome: Outcome | Unresolved): number {
  switch (outcome.kind) {
    case 'approved':
    case 'partial':
    case 'accepted':
      return 0;
    case 'declined':
    case 'cancelled':
    case 'failed':
      return 1;
    case 'notProcessed':
      return 3;
    case 'unresolved':
      return 4;
    case 'overridden':
      return { yes: 0, no: 1, unknown: 4 }[outcome.charged];
    default:
      return outcome satisfies never;
  }
}
