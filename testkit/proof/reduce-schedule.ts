import type { InjectedFault } from '../../simulator/world/fault-plan.ts';
import type { Schedule } from '../schedule/schedule.ts';

/** A part of a schedule that can be left out. */
type Part<Step> = { readonly step: Step } | { readonly fault: InjectedFault };

type Reducible = Pick<Schedule, 'faults'> & { readonly steps: readonly object[] };

/**
 * Makes a failing schedule as short as possible: every part without which it still fails is left out.
 *
 * @param injected the faults that struck in the failing run
 * @param stillFails runs a schedule; whether it breaks the same rule
 */
export async function reduceSchedule<Day extends Reducible>(
  schedule: Day,
  injected: readonly InjectedFault[],
  stillFails: (schedule: Day) => Promise<boolean>,
): Promise<Day> {
  const withParts = (parts: readonly Part<Day['steps'][number]>[]): Day => ({
    ...schedule,
    steps: parts.flatMap((part) => ('step' in part ? [part.step] : [])),
    faults: { fixed: parts.flatMap((part) => ('fault' in part ? [part.fault] : [])) },
  });
  let parts: readonly Part<Day['steps'][number]>[] = [
    ...schedule.steps.map((step) => ({ step })),
    ...distinct(injected).map((fault) => ({ fault })),
  ];
  // Drawn faults and the same faults written down give the same day; if not, the schedule is reported unreduced.
  if (!(await stillFails(withParts(parts)))) return schedule;
  for (let size = Math.ceil(parts.length / 2); size >= 1;) {
    const before = parts.length;
    for (let from = 0; from < parts.length;) {
      const shorter = [...parts.slice(0, from), ...parts.slice(from + size)];
      if (await stillFails(withParts(shorter))) parts = shorter;
      else from += size;
    }
    // What could not be left out may be once another part is gone.
    if (size > 1 || parts.length === before) size = Math.floor(size / 2);
  }
  return withParts(parts);
}

function distinct(faults: readonly InjectedFault[]): InjectedFault[] {
  return [...new Map(faults.map((fault) => [`${fault.exchange} ${fault.kind}`, fault])).values()];
}
