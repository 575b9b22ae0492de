import { z } from 'zod';
import { wholeNumber, withRule } from '../../validation/input-rules.ts';
import type { InputCommand, InputRequestInput } from './input-question.ts';
import { ENTRIES_MAX, MenuEntriesSchema } from './output/menu.ts';
import { TextSchema, VisibleTextSchema } from './text-output.ts';

const LENGTH_MAX = 999;
const flag = z.boolean().exactOptional();
const length = (min: number) => withRule({ code: 'ERR_INPUT_LENGTH' }, wholeNumber(min, LENGTH_MAX)).exactOptional();

const QUESTION = {
  question: VisibleTextSchema,
  maxSeconds: withRule({ code: 'ERR_INPUT_SECONDS' }, wholeNumber(1, 3600)).exactOptional(),
  notifyCardInputFlag: flag,
  globalCorrectionFlag: flag,
  beepKeyFlag: flag,
};

const BUTTONS = { disableCancelFlag: flag, disableCorrectFlag: flag, disableValidFlag: flag };

const TYPED = {
  placeholder: TextSchema.exactOptional(),
  minLength: length(0),
  maxLength: length(1),
  waitUserValidationFlag: flag,
};

const MASKED = { masked: flag, stringMask: TextSchema.exactOptional(), fromRightToLeftFlag: flag };
const DETAIL = { detail: TextSchema.exactOptional() };
const SCREEN = { referenceId: VisibleTextSchema.max(64, 'at most 64 characters').exactOptional() };

const MenuSchema = z
  .strictObject({
    command: commandOf('GetMenuEntry'),
    ...QUESTION,
    detail: VisibleTextSchema.exactOptional(),
    entries: MenuEntriesSchema,
    chosenMax: chosen(1),
    chosenMin: chosen(0),
    menuBackFlag: flag,
    ...BUTTONS,
  })
  .superRefine((menu, issues) => {
    const { entries, chosenMax = 1, chosenMin = 0 } = menu;
    const most = menu.chosenMax ?? entries.length;
    const issue = (path: (string | number)[], message: string) => issues.addIssue({ code: 'custom', path, message });
    if (chosenMax > entries.length) issue(['chosenMax'], `a whole number from 1 to ${entries.length}`);
    if (chosenMin > most) issue(['chosenMin'], `a whole number from 0 to ${most}`);
    if (!choosesSeveral(menu)) return;
    const index = entries.findIndex((entry) => typeof entry === 'object' && entry.detail !== undefined);
    if (index >= 0) issue(['entries', index, 'detail'], 'nothing: several may be chosen, and each has one text');
  });

/** Whether several entries may be chosen: MinLength or MaxLength alone makes a terminal ask for several (reference 6.4). */
export function choosesSeveral({
  chosenMax = 1,
  chosenMin,
}: {
  chosenMax?: number | undefined;
  chosenMin?: number | undefined;
}) {
  return chosenMax > 1 || chosenMin !== undefined;
}

export const InputRequestInputSchema = z.discriminatedUnion('command', [
  z.strictObject({
    command: commandOf('GetConfirmation'),
    ...QUESTION,
    ...DETAIL,
    cancelLabel: VisibleTextSchema,
    confirmLabel: VisibleTextSchema,
    ...BUTTONS,
  }),
  inOrder(z.strictObject({ command: commandOf('TextString', 'DigitString'), ...QUESTION, ...TYPED, ...MASKED })),
  inOrder(
    z.strictObject({
      command: commandOf('DecimalString'),
      ...QUESTION,
      ...TYPED,
      ...MASKED,
      maxDecimalLength: withRule({ code: 'ERR_INPUT_LENGTH' }, wholeNumber(0, 6)).exactOptional(),
    }),
  ),
  MenuSchema,
  z
    .strictObject({
      command: commandOf('GetSignature'),
      ...QUESTION,
      ...DETAIL,
      cancelLabel: VisibleTextSchema.exactOptional(),
      confirmLabel: VisibleTextSchema.exactOptional(),
    })
    .superRefine(bothLabels),
  inOrder(z.strictObject({ command: commandOf('GetPhoneNumber'), ...QUESTION, ...TYPED })),
  z.strictObject({ command: commandOf('GetRating', 'GetOneKeyRating'), ...QUESTION, ...DETAIL }),
  inOrder(z.strictObject({ command: commandOf('Password'), ...QUESTION, ...TYPED, ...SCREEN })),
  z.strictObject({ command: commandOf('GetAnyKey', 'GetFunctionKey'), ...QUESTION, ...SCREEN }),
  z.strictObject({ command: commandOf('SiteManager'), ...QUESTION, ...SCREEN, ...BUTTONS }),
]) satisfies z.ZodType<InputRequestInput>;

function commandOf<Command extends InputCommand>(...commands: Command[]) {
  return withRule({ code: 'ERR_INPUT_COMMAND' }, z.literal(commands));
}

function chosen(min: number) {
  return withRule({ code: 'ERR_INPUT_MENU' }, wholeNumber(min, ENTRIES_MAX)).exactOptional();
}

/** The buttons have fixed places behind the other texts: one alone would stand in the place of the other. */
function bothLabels(labels: { cancelLabel?: unknown; confirmLabel?: unknown }, issues: z.core.$RefinementCtx) {
  const missing = (['cancelLabel', 'confirmLabel'] as const).filter((name) => labels[name] === undefined);
  if (missing.length !== 1) return;
  const params = { code: 'ERR_INPUT_TEXT', found: 'none' };
  issues.addIssue({ code: 'custom', path: missing, message: 'a text for each button, or for none', params });
}

/** The shortest answer is not longer than the longest. */
function inOrder<Schema extends z.ZodObject>(schema: Schema): Schema {
  return schema.superRefine((value, issues) => {
    const { minLength = 0, maxLength = LENGTH_MAX } = value as { minLength?: number; maxLength?: number };
    if (minLength <= maxLength) return;
    issues.addIssue({ code: 'custom', path: ['minLength'], message: `a whole number from 0 to ${maxLength}` });
  });
}
