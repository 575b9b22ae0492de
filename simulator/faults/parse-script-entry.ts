import { z } from 'zod';
import { formatUnknown, InputError } from '../../errors.ts';
import { wholeNumber } from '../../protocol/validation/input-rules.ts';
import { parserOf } from '../primitives/parse-given.ts';
import type { ScriptEntry } from './fault-script.ts';
import { FAULT_KINDS, isFaultKind } from './fault-stages.ts';
import type { FaultKind } from './faults.ts';

const text = z.string().exactOptional();
const flag = z.boolean().exactOptional();
const count = (min: number) => wholeNumber(min, Number.MAX_SAFE_INTEGER);
const milliseconds = z.number('milliseconds from 0').min(0, 'milliseconds from 0');

/** The members of each kind beside `kind`; the kinds that are not listed have none. */
const MEMBERS: Partial<Record<FaultKind, z.ZodRawShape>> = {
  httpStatus: { status: wholeNumber(200, 599), text, when: z.enum(['before', 'after']).exactOptional() },
  noKey: { wrapped: flag },
  reject: { text },
  redirect: { location: text },
  dropAfterRead: { when: z.enum(['atOnce', 'atAnswer']).exactOptional() },
  stall: { delayMs: milliseconds.exactOptional() },
  truncateBody: { bytes: count(0) },
  hugeBody: { bytes: count(0) },
  slowBody: { chunkBytes: count(1), everyMs: milliseconds },
  replayPrevious: { relabelled: flag },
  timeOutAnswer: { listed: flag },
};

const timesOf = parserOf('ERR_INPUT_FAULT', count(1));

/**
 * Checks an entry of a fault script and copies it: from plain JavaScript a misspelt one would strike nothing, or otherwise.
 *
 * @throws {InputError} `ERR_INPUT_FAULT`, naming the member, what was expected and what was found
 */
export function parseScriptEntry(given: unknown): ScriptEntry {
  // `times` may be Infinity, which no JSON has.
  const { times, ...entry } = Object(given) as { readonly times?: unknown; readonly kind?: unknown };
  const faultOf = parserOf('ERR_INPUT_FAULT', schemaOf(entry.kind));
  const fault = faultOf(Array.isArray(given) ? given : entry, 'fault');
  if (times === undefined) return fault as unknown as ScriptEntry; // the schema of its kind accepted it
  const checked = times === Infinity ? times : timesOf(times, 'fault.times');
  return { ...(fault as unknown as ScriptEntry), times: checked };
}

function schemaOf(kind: unknown) {
  if (typeof kind === 'string' && isFaultKind(kind)) {
    return z.strictObject({ kind: z.literal(kind), category: text, ...MEMBERS[kind] });
  }
  const expected = `one of ${FAULT_KINDS.join(', ')}`;
  const found = typeof kind === 'string' ? formatUnknown(kind, FAULT_KINDS) : typeof kind;
  throw new InputError('ERR_INPUT_FAULT', { path: 'fault.kind', expected, found });
}
