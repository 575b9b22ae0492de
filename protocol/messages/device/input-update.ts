import { z } from 'zod';
import { omitUndefined } from '../../json.ts';
import { parseServiceID, type POIID, type SaleID } from '../../ids.ts';
import { parseInput } from '../../parse-input.ts';
import { wholeNumber, withRule } from '../../validation/input-rules.ts';
import { MenuEntriesSchema, menuEntries, type MenuEntry } from './output/menu.ts';
import { textContent, TextSchema, VisibleTextSchema } from './text-output.ts';

/** Changes an Input that waits for its answer. Only the definition has it: whether a terminal does it is UNCONFIRMED (reference 6.10). */
export interface InputUpdateRequestInput {
  /** Of the Input: `serviceId` of its handle. */
  readonly serviceId: string;
  /** All texts of its screen, as many as it has. */
  readonly texts: readonly string[];
  /** The predefined screen, where it changes. Default: none is named. */
  readonly referenceId?: string | undefined;
  readonly entries?: readonly MenuEntry[] | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly maxDecimalLength?: number | undefined;
}

const length = withRule({ code: 'ERR_INPUT_LENGTH' }, wholeNumber(0, 999)).exactOptional();

const InputUpdateSchema = z.strictObject({
  serviceId: z.string('a ServiceID, as text'),
  texts: withRule({ code: 'ERR_INPUT_TEXT' }, z.array(TextSchema, '1 to 4 texts').min(1).max(4)),
  referenceId: VisibleTextSchema.exactOptional(),
  entries: MenuEntriesSchema.exactOptional(),
  minLength: length,
  maxLength: length,
  maxDecimalLength: length,
}) satisfies z.ZodType<InputUpdateRequestInput>;

/**
 * Builds the body of an InputUpdate (reference 6.10).
 *
 * @throws {InputError} `ERR_INPUT_TEXT`, `ERR_INPUT_MENU`, `ERR_INPUT_LENGTH`, `ERR_INPUT_SERVICEID`, `ERR_INPUT_REQUEST`
 */
export function inputUpdateRequest(
  input: InputUpdateRequestInput,
  ids: { readonly SaleID: SaleID; readonly POIID: POIID },
) {
  const { serviceId, texts, referenceId, entries, ...lengths } = parseInput(InputUpdateSchema, input);
  return omitUndefined({
    MessageReference: { MessageCategory: 'Input', ...ids, ServiceID: parseServiceID(serviceId) },
    OutputContent: {
      ...textContent(texts),
      ...(referenceId !== undefined && { PredefinedContent: { ReferenceID: referenceId } }),
    },
    MenuEntry: entries === undefined ? undefined : menuEntries(entries),
    MinLength: lengths.minLength,
    MaxLength: lengths.maxLength,
    MaxDecimalLength: lengths.maxDecimalLength,
  });
}
