import { filter, firstValueFrom, race, timer } from 'rxjs';
import type { Transaction } from '../../index.ts';

/** How long to wait for the last steps. The terminal sends them together with the answer, and they may arrive a little later. */
const LAST_STEPS_MS = 1000;

/**
 * Resolves when the terminal has reported that it is done, or after `LAST_STEPS_MS`. Resolves at once when it has reported no
 * step at all: then there is no listener, or the terminal sends nothing to it.
 */
export async function waitForLastSteps({ display$ }: Pick<Transaction, 'display$'>): Promise<void> {
  let hasSteps = false;
  display$.subscribe(() => (hasSteps = true)).unsubscribe();
  if (!hasSteps) return;
  const done$ = display$.pipe(filter(({ final, phase }) => final || phase === 'after'));
  await firstValueFrom(race(done$, timer(LAST_STEPS_MS)), { defaultValue: undefined });
}
