import type { Schedule } from './schedule.ts';

type Step = { readonly atMs: number; readonly do: string };

/** A schedule as text, one line for each step and each fault. */
export function describeSchedule({
  steps,
  faults,
  settings,
}: Pick<Schedule, 'faults' | 'settings'> & { readonly steps: readonly Step[] }): string[] {
  const actions = steps.map((step) => `${new Date(step.atMs).toISOString().slice(14, 23)}  ${describeStep(step)}`);
  const injected =
    'fixed' in faults ? faults.fixed.map(({ exchange, kind }) => `fault      ${kind} strikes ${exchange}`) : [];
  return [`terminals  ${describeData(settings)}`, ...actions, ...injected];
}

/** `cutPower poiid V400m-324688179, downMs 50000, forgets` */
export function describeStep({ atMs: _, do: action, ...details }: Step): string {
  return `${action} ${describeData(details)}`.trimEnd();
}

/** Data as text. What is false, empty or missing is left out. */
function describeData(value: object): string {
  const parts = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (member === false || member === undefined) return [];
    if (member === true) return [name];
    if (Array.isArray(member)) return member.length > 0 ? [`${name} ${member.join(' ')}`] : [];
    if (typeof member === 'object' && member !== null) return [describeData(member)];
    return [`${name} ${member as string | number}`];
  });
  return parts.join(', ');
}
