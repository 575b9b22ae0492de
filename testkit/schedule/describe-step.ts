import type { Step } from './schedule.ts';

/** `cutPower poiid V400m-324688179, downMs 50000, forgets` */
export function describeStep({ atMs: _, do: what, ...details }: Step): string {
  return `${what} ${inWords(details)}`.trimEnd();
}

/** Data as a person reads it. What is false, empty or missing is left out. */
export function inWords(value: object): string {
  const words = Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (member === false || member === undefined) return [];
    if (member === true) return [name];
    if (Array.isArray(member)) return member.length > 0 ? [`${name} ${member.join(' ')}`] : [];
    if (typeof member === 'object' && member !== null) return [inWords(member)];
    return [`${name} ${member as string | number}`];
  });
  return words.join(', ');
}
