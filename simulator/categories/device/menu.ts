import { z } from 'zod';
import { linesOf, OutputContent } from './output-content.ts';

/** Reference 6.4: an entry is text. */
const MenuEntry = OutputContent.extend({
  OutputText: z
    .array(z.object({ Text: z.string() }))
    .min(1)
    .max(2),
  MenuEntryTag: z.enum(['Selectable', 'NonSelectable', 'SubMenu', 'NonSelectableSubMenu']).optional(),
  DefaultSelectedFlag: z.boolean().optional(),
});

export const MenuEntries = z.array(MenuEntry).min(1);
export type MenuEntries = Readonly<z.infer<typeof MenuEntries>>;

export function menuLines(menu: MenuEntries): readonly string[] {
  return menu.flatMap(linesOf);
}
