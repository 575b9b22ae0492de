import { z } from 'zod';
import { omitUndefined } from '../../../json.ts';
import { withRule } from '../../../validation/input-rules.ts';
import { textContent, VisibleTextSchema } from '../text-output.ts';

/** A choice of a menu: a text is one that can be chosen. */
export type MenuEntry =
  | string
  | {
      readonly text: string;
      /** A second text, below it; not in a menu of which several may be chosen. */
      readonly detail?: string | undefined;
      /** Default: the terminal's, which is Selectable. */
      readonly tag?: (typeof TAGS)[number] | undefined;
      /** Chosen from the beginning. Default false. */
      readonly selected?: boolean | undefined;
    };

const TAGS = ['Selectable', 'NonSelectable', 'SubMenu', 'NonSelectableSubMenu'] as const;

/** The documentation has 15; a till was seen to send 20 (reference 6.4). */
export const ENTRIES_MAX = 20;

const CODE = { code: 'ERR_INPUT_MENU' } as const;

const MenuEntrySchema = z.union(
  [
    VisibleTextSchema,
    z.strictObject({
      text: VisibleTextSchema,
      detail: VisibleTextSchema.exactOptional(),
      tag: withRule(CODE, z.enum(TAGS)).exactOptional(),
      selected: withRule(CODE, z.boolean()).exactOptional(),
    }),
  ],
  'a text or { text }',
) satisfies z.ZodType<MenuEntry>;

export const MenuEntriesSchema = withRule(
  CODE,
  z.array(MenuEntrySchema, `1 to ${ENTRIES_MAX} texts`).min(1).max(ENTRIES_MAX),
);

/** The MenuEntry members for choices: of any format but Text a terminal says `Value not supported` (reference 6.4). */
export function menuEntries(entries: readonly MenuEntry[]) {
  return entries.map((entry) => {
    if (typeof entry === 'string') return textContent([entry]);
    const { text, detail, tag, selected } = entry;
    const content = textContent(detail === undefined ? [text] : [text, detail]);
    return { ...content, ...omitUndefined({ MenuEntryTag: tag, DefaultSelectedFlag: selected }) };
  });
}
