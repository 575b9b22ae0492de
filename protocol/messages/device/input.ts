import { checkWhole, checkWord, wrong } from '../check.ts';
import { checkedText, displayOutput, textContent } from './text-output.ts';

/** A question for the person at the terminal. Any other request ends it (reference 1.3). */
export type InputRequestInput = InputQuestion &
  (
    | {
        readonly command: 'GetConfirmation';
        /** More to read, below the question. */
        readonly detail?: string;
        /** The button on the left. */
        readonly cancelLabel: string;
        /** The button on the right. */
        readonly confirmLabel: string;
      }
    | ({ readonly command: 'TextString' | 'DigitString' | 'DecimalString' } & TypedInput)
    | {
        readonly command: 'GetMenuEntry';
        /** An instruction below the question. */
        readonly detail?: string;
        /** What to choose from: 1 to 15. */
        readonly entries: readonly string[];
        /** How many of them may be chosen. Default 1. */
        readonly chosenMax?: number;
      }
  );

interface InputQuestion {
  /** What the person reads: about 20 characters fit on a portrait screen. */
  readonly question: string;
  /** How long the person has, in seconds: 1 to 3600. Default: the terminal's. */
  readonly maxSeconds?: number;
}

interface TypedInput {
  /** What stands in the field before anything is typed. */
  readonly placeholder?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Shows dots in place of what is typed. */
  readonly masked?: boolean;
}

export type InputCommand = InputRequestInput['command'];

/** The screen that goes with each command: Adyen's predefined one, which shapes the texts (shopper input pages of the documentation). */
const SCREENS: Readonly<Record<InputCommand, string>> = {
  GetConfirmation: 'GetConfirmation',
  TextString: 'GetText',
  DigitString: 'GetDigit',
  DecimalString: 'GetAmount',
  GetMenuEntry: 'MenuButtons',
};
const ENTRIES_MAX = 15;
const LENGTH_MAX = 999;

/**
 * Builds the body of an Input (reference 6.4).
 *
 * @throws {InputError} `ERR_INPUT_COMMAND`, `ERR_INPUT_TEXT`, `ERR_INPUT_MENU`, `ERR_INPUT_LENGTH`, `ERR_INPUT_SECONDS`
 */
export function inputRequest(input: InputRequestInput) {
  checkWord('ERR_INPUT_COMMAND', 'command', Object.keys(SCREENS), input.command);
  checkWhole('ERR_INPUT_SECONDS', 'maxSeconds', [1, 3600], input.maxSeconds);
  const content = {
    PredefinedContent: { ReferenceID: SCREENS[input.command] },
    ...textContent(textsOf(input), 'question'),
  };
  return {
    DisplayOutput: {
      ...displayOutput(content),
      ...(input.command === 'GetMenuEntry' && { MenuEntry: menuOf(input.entries) }),
    },
    InputData: {
      Device: 'CustomerInput',
      InfoQualify: 'Input',
      InputCommand: input.command,
      ...(input.maxSeconds !== undefined && { MaxInputTime: input.maxSeconds }),
      ...limitsOf(input),
    },
  } as const;
}

/** The texts of a screen stand in fixed places. */
function textsOf(input: InputRequestInput): string[] {
  const question = checkedLabel(input.question, 'question');
  switch (input.command) {
    case 'GetConfirmation':
      return [
        question,
        checkedText(input.detail ?? '', 'detail'),
        checkedLabel(input.cancelLabel, 'cancelLabel'),
        checkedLabel(input.confirmLabel, 'confirmLabel'),
      ];
    case 'GetMenuEntry':
      return input.detail === undefined ? [question] : [question, checkedLabel(input.detail, 'detail')];
    default:
      return [question];
  }
}

function menuOf(entries: readonly string[]) {
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > ENTRIES_MAX) {
    throw wrong('ERR_INPUT_MENU', 'entries', `1 to ${ENTRIES_MAX} texts`, entries);
  }
  return entries.map((entry, index) => textContent([entry], `entries[${index}]`));
}

function limitsOf(input: InputRequestInput) {
  if (input.command === 'GetConfirmation') return {};
  if (input.command === 'GetMenuEntry') {
    checkWhole('ERR_INPUT_MENU', 'chosenMax', [1, input.entries.length], input.chosenMax);
    return input.chosenMax === undefined ? {} : { MaxLength: input.chosenMax };
  }
  const { placeholder, minLength, maxLength, masked } = input;
  checkWhole('ERR_INPUT_LENGTH', 'maxLength', [1, LENGTH_MAX], maxLength);
  checkWhole('ERR_INPUT_LENGTH', 'minLength', [0, maxLength ?? LENGTH_MAX], minLength);
  return {
    ...(placeholder !== undefined && { DefaultInputString: checkedText(placeholder, 'placeholder') }),
    ...(minLength !== undefined && { MinLength: minLength }),
    ...(maxLength !== undefined && { MaxLength: maxLength }),
    ...(masked !== undefined && { MaskCharactersFlag: masked }),
  };
}

function checkedLabel(label: string, thing: string): string {
  if (checkedText(label, thing).trim() === '') throw wrong('ERR_INPUT_TEXT', thing, 'some text', label);
  return label;
}
