import { filter, firstValueFrom, race, timer } from 'rxjs';
import type { Transaction } from '../index.ts';
import { displayMessage, type DisplayEvent, type DisplayLocale } from '../protocol/index.ts';

/** A step on the terminal, for programs. */
export function progressMembers({ event, phase, final }: DisplayEvent, locale: DisplayLocale) {
  return { event, phase, message: displayMessage(event, locale), final };
}

/** The answer and the last steps of the terminal set out together: steps that are behind may be so much later. */
const LAST_STEPS_MS = 1000;

/**
 * Resolves when the terminal has shown that it is done, or soon all the same. At once when it has shown nothing: then nobody
 * listens, or it does not tell.
 */
export async function lastStepsShown({ display$ }: Pick<Transaction, 'display$'>): Promise<void> {
  let hasShown = false;
  display$.subscribe(() => (hasShown = true)).unsubscribe();
  if (!hasShown) return;
  const done$ = display$.pipe(filter(({ final, phase }) => final || phase === 'after'));
  await firstValueFrom(race(done$, timer(LAST_STEPS_MS)), { defaultValue: undefined });
}
