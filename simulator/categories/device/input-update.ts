import { z } from 'zod';
import { filterOf, matches, MessageReference } from '../../messages/message-reference.ts';
import { readBody, type Read, type RequestHeader } from '../../messages/request-reader.ts';
import type { InputDetails } from './input-details.ts';
import { MenuEntries, menuLines } from './menu.ts';
import { linesOf, OutputContent } from './output-content.ts';

/** Reference 6.10. Only the definition has it: how a terminal answers it is UNCONFIRMED. */
const InputUpdateRequest = z.object({
  MessageReference,
  OutputContent,
  MenuEntry: MenuEntries.optional(),
});

/** The question as it is then; `undefined` when the request names another Input than the one that waits. */
export function updatedInput(
  header: RequestHeader,
  body: unknown,
  running: InputDetails,
): Read<InputDetails | undefined> {
  const read = readBody(InputUpdateRequest, 'InputUpdate', body);
  if (!read.ok) return read;
  const { MessageReference: reference, OutputContent: content, MenuEntry: menu } = read.value;
  const filter = filterOf(reference, header);
  if (filter === undefined || !matches(filter, running.header)) return { ok: true, value: undefined };
  const lines = [...linesOf(content), ...(menu === undefined ? [] : menuLines(menu))];
  return { ok: true, value: { ...running, lines, entries: menu?.length ?? running.entries } };
}
