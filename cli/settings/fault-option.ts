import { z } from 'zod';
import { formatValue, InputError } from '../../errors.ts';
import { FAULT_KINDS, isFaultKind, type FaultKind, type ScriptEntry } from '../../simulator/index.ts';
import { readJsonOption } from './json-option.ts';

const EntrySchema = z.strictObject({
  kind: z.string(),
  category: z.string().optional(),
  times: z.int().min(1).optional(),
  status: z.int().min(200).max(599).optional(),
  text: z.string().optional(),
  when: z.enum(['before', 'after', 'atOnce', 'atAnswer']).optional(),
  wrapped: z.boolean().optional(),
  location: z.string().optional(),
  delayMs: z.number().min(0).optional(),
  bytes: z.int().min(0).optional(),
  chunkBytes: z.int().min(1).optional(),
  everyMs: z.number().min(0).optional(),
  relabelled: z.boolean().optional(),
});

/** Members that a fault requires. */
const REQUIRED_MEMBERS: Partial<Record<FaultKind, readonly (keyof z.infer<typeof EntrySchema>)[]>> = {
  httpStatus: ['status'],
  truncateBody: ['bytes'],
  hugeBody: ['bytes'],
  slowBody: ['chunkBytes', 'everyMs'],
};

/**
 * Reads `--fault`: an entry of a fault script as JSON, for example `{"kind":"dropAfterRead","category":"Payment"}`.
 *
 * @throws {InputError} `ERR_INPUT_FAULT`
 */
export function readFault(text: string): ScriptEntry {
  const option = { name: 'fault', code: 'ERR_INPUT_FAULT', example: '{"kind":"dropAfterRead"}' } as const;
  const entry = readJsonOption({ ...option, schema: EntrySchema }, text);
  const { kind } = entry;
  if (!isFaultKind(kind)) {
    const expected = `one of ${FAULT_KINDS.join(', ')}`;
    throw new InputError('ERR_INPUT_FAULT', { path: 'fault.kind', expected, found: formatValue(kind) });
  }
  const missing = REQUIRED_MEMBERS[kind]?.find((member) => entry[member] === undefined);
  if (missing !== undefined) {
    const mistake = { path: `fault.${missing}`, expected: `a value for ${kind}`, found: 'none' };
    throw new InputError('ERR_INPUT_FAULT', mistake);
  }
  return entry as ScriptEntry; // its kind is known, and the members that the kind requires have the right type
}
