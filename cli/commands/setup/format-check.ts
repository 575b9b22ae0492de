import type { Check, CheckStatus } from '../../../index.ts';
import { printable, type Colour, type Output } from '../../output/output.ts';

const COLOURS: Readonly<Record<CheckStatus, Colour>> = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'dim' };
const NAME_WIDTH = 14;

/** A step of the doctor as lines for people: what was found, and below it what to do and where. */
export function formatCheck({ name, status, reason, remedy, where }: Check, output: Output): string[] {
  const head = `${output.paint(COLOURS[status], status.toUpperCase())}  ${name.padEnd(NAME_WIDTH)}${printable(reason)}`;
  if (remedy === '') return [head];
  return [head, `      ${''.padEnd(NAME_WIDTH)}-> ${printable(remedy)} (${printable(where)})`];
}
