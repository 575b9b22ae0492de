import { TenderlineError } from '../../errors.ts';

/** One parser, and what it promises. */
export interface Target {
  /** Its corpus is `corpus/<name>.json`. */
  readonly name: string;
  /** Valid inputs: what is fed is made from them. */
  readonly seeds: readonly unknown[];
  /** The codes of the errors it throws; without them it never throws. */
  readonly codes?: RegExp;
  /** Feeds it; throws when a promise of its own is broken. What it gives must be plain data. */
  readonly run: (input: Buffer, text: string) => unknown;
}

/** Stands for whatever is secret in an input: no message of an error may hold it. */
export const SECRET = 'Lane7_Blue!Kettle';

const MESSAGE_LENGTH_MAX = 2000;

/** Why the parser broke its promises on this input; empty when it kept them. */
export function whyBroken({ run, codes }: Target, text: string): string {
  const input = Buffer.from(text, 'utf8');
  try {
    const found = impurity(run(input, text));
    if (found !== '') return `it gives what has a prototype from the input: ${found}`;
  } catch (error) {
    if (!(error instanceof TenderlineError) || codes === undefined || !codes.test(error.code)) {
      return `it throws ${error instanceof Error ? (error.stack ?? error.message).slice(0, 1500) : String(error)}`;
    }
    if (error.message.includes(SECRET)) return `its error contains the secret: ${error.code}`;
    if (error.message.length > MESSAGE_LENGTH_MAX) return `its error is ${error.message.length} characters long`;
  }
  return Object.keys(Object.prototype).length > 0 || 'polluted' in {} ? 'it changed Object.prototype' : '';
}

/** What is odd about a value that should be data: a prototype from the input. Of any depth, so without recursion. */
function impurity(value: unknown): string {
  const seen = new Set<unknown>();
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null || seen.has(next) || ArrayBuffer.isView(next)) continue;
    seen.add(next);
    const prototype: unknown = Object.getPrototypeOf(next);
    const isPlain = prototype === null || prototype === Object.prototype || prototype === Array.prototype;
    if (!isPlain && !(next instanceof Error))
      return `an object with the members ${Object.keys(next).slice(0, 5).join()}`;
    for (const member of Object.values(next)) left.push(member);
  }
  return '';
}
