import { updatedInput } from '../categories/device/input-update.ts';
import { SUCCESS, type DeviceOutput } from '../categories/immediate-response.ts';
import type { RequestHeader } from '../messages/request-reader.ts';
import { bodyWith, failed, malformed } from '../messages/responses.ts';
import type { WireObject } from '../messages/wire-object.ts';
import type { Dialogue, QuestionDialogue } from './dialogue.ts';

interface InputUpdate {
  readonly answer: WireObject;
  /** The question as it is from now on; absent when nothing changes. */
  readonly dialogue?: QuestionDialogue;
  readonly output?: DeviceOutput;
}

/** Changes the Input that waits for its answer, which goes on (reference 6.10). */
export function updateInput(dialogue: Dialogue | undefined, header: RequestHeader, body: unknown): InputUpdate {
  const notFound = { answer: answered(failed('NotFound', { message: 'No such Input is in progress' })) };
  if (dialogue?.phase !== 'asking' || dialogue.transaction.category !== 'Input') return notFound;
  const { transaction } = dialogue;
  const updated = updatedInput(header, body, transaction.details);
  if (!updated.ok) return { answer: answered(malformed(updated.errors)) };
  if (updated.value === undefined) return notFound;
  return {
    answer: answered(SUCCESS),
    dialogue: { ...dialogue, transaction: { ...transaction, details: updated.value } },
    output: { kind: 'displayed', lines: updated.value.lines },
  };
}

function answered(Response: WireObject): WireObject {
  return bodyWith('InputUpdate', Response);
}
