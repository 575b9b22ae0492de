import { z } from 'zod';
import { omitUndefined } from '../../json.ts';
import { parseInput } from '../../parse-input.ts';
import { wholeNumber, withRule } from '../../validation/input-rules.ts';
import { displayOutput, textContent, TextSchema, VisibleTextSchema } from './text-output.ts';

/** A question for the person at the terminal. Any other request ends it (reference 1.3). */
export type InputRequestInput = InputQuestion &
  (
    | {
        readonly command: 'GetConfirmation';
        /** More text, below the question. */
        readonly detail?: string | undefined;
        /** The button on the left. */
        readonly cancelLabel: string;
        /** The button on the right. */
        readonly confirmLabel: string;
      }
    | ({ readonly command: 'TextString' | 'DigitString' | 'DecimalString' } & TypedInput)
    | {
        readonly command: 'GetMenuEntry';
        /** An instruction below the question. */
        readonly detail?: string | undefined;
        /** The choices: 1 to 15. */
        readonly entries: readonly string[];
        /** How many of them may be chosen. Default 1. */
        readonly chosenMax?: number | undefined;
      }
  );

interface InputQuestion {
  /** The text of the question: about 20 characters fit on a portrait screen. */
  readonly question: string;
  /** How long the person has, in seconds: 1 to 3600. Default: the terminal's. */
  readonly maxSeconds?: number | undefined;
}

interface TypedInput {
  /** The initial content of the field. */
  readonly placeholder?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  /** Displays dots in place of the typed characters. */
  readonly masked?: boolean | undefined;
}

export type InputCommand = InputRequestInput['command'];

const ENTRIES_MAX = 15;
const LENGTH_MAX = 999;

const QUESTION = {
  question: VisibleTextSchema,
  maxSeconds: withRule({ code: 'ERR_INPUT_SECONDS' }, wholeNumber(1, 3600)).exactOptional(),
};

const ConfirmationSchema = z.strictObject({
  command: commandOf('GetConfirmation'),
  ...QUESTION,
  detail: TextSchema.exactOptional(),
  cancelLabel: VisibleTextSchema,
  confirmLabel: VisibleTextSchema,
});

const TypedSchema = z
  .strictObject({
    command: commandOf('TextString', 'DigitString', 'DecimalString'),
    ...QUESTION,
    placeholder: TextSchema.exactOptional(),
    minLength: withRule({ code: 'ERR_INPUT_LENGTH' }, wholeNumber(0, LENGTH_MAX)).exactOptional(),
    maxLength: withRule({ code: 'ERR_INPUT_LENGTH' }, wholeNumber(1, LENGTH_MAX)).exactOptional(),
    masked: z.boolean().exactOptional(),
  })
  .superRefine(({ minLength = 0, maxLength = LENGTH_MAX }, issues) => {
    if (minLength <= maxLength) return;
    const message = `a whole number from 0 to ${maxLength}`;
    issues.addIssue({ code: 'custom', path: ['minLength'], message });
  });

const MenuSchema = z
  .strictObject({
    command: commandOf('GetMenuEntry'),
    ...QUESTION,
    detail: VisibleTextSchema.exactOptional(),
    entries: withRule(
      { code: 'ERR_INPUT_MENU' },
      z.array(VisibleTextSchema, `1 to ${ENTRIES_MAX} texts`).min(1).max(ENTRIES_MAX),
    ),
    chosenMax: withRule({ code: 'ERR_INPUT_MENU' }, wholeNumber(1, ENTRIES_MAX)).exactOptional(),
  })
  .superRefine(({ entries, chosenMax = 1 }, issues) => {
    if (chosenMax <= entries.length) return;
    const message = `a whole number from 1 to ${entries.length}`;
    issues.addIssue({ code: 'custom', path: ['chosenMax'], message });
  });

export const InputRequestInputSchema = z.discriminatedUnion('command', [
  ConfirmationSchema,
  TypedSchema,
  MenuSchema,
]) satisfies z.ZodType<InputRequestInput>;

function commandOf<Command extends InputCommand>(...commands: Command[]) {
  return withRule({ code: 'ERR_INPUT_COMMAND' }, z.literal(commands));
}

/** The screen of each command: Adyen's predefined one, which determines the texts (shopper input pages of the documentation). */
const SCREENS: Readonly<Record<InputCommand, string>> = {
  GetConfirmation: 'GetConfirmation',
  TextString: 'GetText',
  DigitString: 'GetDigit',
  DecimalString: 'GetAmount',
  GetMenuEntry: 'MenuButtons',
};
/**
 * Builds the body of an Input (reference 6.4).
 *
 * @throws {InputError} `ERR_INPUT_COMMAND`, `ERR_INPUT_TEXT`, `ERR_INPUT_MENU`, `ERR_INPUT_LENGTH`, `ERR_INPUT_SECONDS`,
 *   `ERR_INPUT_REQUEST`
 */
export function inputRequest(input: InputRequestInput) {
  const asked: InputRequestInput = parseInput(InputRequestInputSchema, input);
  const content = {
    PredefinedContent: { ReferenceID: SCREENS[asked.command] },
    ...textContent(textsOf(asked)),
  };
  return {
    DisplayOutput: {
      ...displayOutput(content),
      ...(asked.command === 'GetMenuEntry' && { MenuEntry: asked.entries.map((entry) => textContent([entry])) }),
    },
    InputData: omitUndefined({
      Device: 'CustomerInput',
      InfoQualify: 'Input',
      InputCommand: asked.command,
      MaxInputTime: asked.maxSeconds,
      ...limitsOf(asked),
    }),
  } as const;
}

/** The texts of a screen have fixed places. */
function textsOf(asked: InputRequestInput): string[] {
  switch (asked.command) {
    case 'GetConfirmation':
      return [asked.question, asked.detail ?? '', asked.cancelLabel, asked.confirmLabel];
    case 'GetMenuEntry':
      return asked.detail === undefined ? [asked.question] : [asked.question, asked.detail];
    default:
      return [asked.question];
  }
}

function limitsOf(asked: InputRequestInput) {
  if (asked.command === 'GetConfirmation') return {};
  if (asked.command === 'GetMenuEntry') return { MaxLength: asked.chosenMax };
  const { placeholder, minLength, maxLength, masked } = asked;
  return { DefaultInputString: placeholder, MinLength: minLength, MaxLength: maxLength, MaskCharactersFlag: masked };
}
