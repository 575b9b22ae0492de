import type { Struck } from '../../simulator/world/fault-plan.ts';
import type { Schedule, Step } from '../schedule/schedule.ts';
import { describeStep, inWords } from '../schedule/describe-step.ts';

/** Something of a schedule that can be left out. */
type Part = { readonly step: Step } | { readonly fault: Struck };

/**
 * Makes a schedule that fails as short as it gets: whatever can be left out while it still fails is left out.
 *
 * @param struck the faults that struck in the failing run
 * @param stillFails plays a schedule; whether it breaks the same rule
 */
export async function reduceSchedule(
  schedule: Schedule,
  struck: readonly Struck[],
  stillFails: (schedule: Schedule) => Promise<boolean>,
): Promise<Schedule> {
  const withParts = (parts: readonly Part[]): Schedule => ({
    ...schedule,
    steps: parts.flatMap((part) => ('step' in part ? [part.step] : [])),
    faults: { fixed: parts.flatMap((part) => ('fault' in part ? [part.fault] : [])) },
  });
  let parts: readonly Part[] = [
    ...schedule.steps.map((step) => ({ step })),
    ...distinct(struck).map((fault) => ({ fault })),
  ];
  // Faults that are drawn and the same ones written down are the same day; if not, the schedule is told as it is.
  if (!(await stillFails(withParts(parts)))) return schedule;
  for (let size = Math.ceil(parts.length / 2); size >= 1;) {
    const before = parts.length;
    for (let from = 0; from < parts.length;) {
      const shorter = [...parts.slice(0, from), ...parts.slice(from + size)];
      if (await stillFails(withParts(shorter))) parts = shorter;
      else from += size;
    }
    // What could not be left out may be so once something else is gone.
    if (size > 1 || parts.length === before) size = Math.floor(size / 2);
  }
  return withParts(parts);
}

function distinct(struck: readonly Struck[]): Struck[] {
  return [...new Map(struck.map((fault) => [`${fault.at} ${fault.kind}`, fault])).values()];
}

/** A schedule as a person reads it, one line for each thing that happens. */
export function describeSchedule({ steps, faults, settings }: Schedule): string[] {
  const happenings = steps.map((step) => `${new Date(step.atMs).toISOString().slice(14, 23)}  ${describeStep(step)}`);
  const struck = 'fixed' in faults ? faults.fixed.map(({ at, kind }) => `fault      ${kind} strikes ${at}`) : [];
  return [`terminals  ${inWords(settings)}`, ...happenings, ...struck];
}
