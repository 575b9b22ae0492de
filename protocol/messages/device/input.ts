import { parseInput } from '../../parse-input.ts';
import type { InputCommand, InputRequestInput } from './input-question.ts';
import { choosesSeveral, InputRequestInputSchema } from './input-schema.ts';
import { menuEntries } from './output/menu.ts';
import { displayOutput, textContent } from './text-output.ts';

/** The screen of each command, which determines the texts, and the InputCommand that goes with it (reference 6.4). */
const SCREENS: Readonly<Record<InputCommand, readonly [ReferenceID: string, InputCommand: string]>> = {
  GetConfirmation: ['GetConfirmation', 'GetConfirmation'],
  GetSignature: ['GetSignature', 'GetConfirmation'],
  TextString: ['GetText', 'TextString'],
  DigitString: ['GetDigit', 'DigitString'],
  DecimalString: ['GetAmount', 'DecimalString'],
  GetPhoneNumber: ['GetPhoneNumber', 'DigitString'],
  GetRating: ['GetRating', 'DigitString'],
  GetOneKeyRating: ['GetOneKeyRating', 'DigitString'],
  GetMenuEntry: ['MenuButtons', 'GetMenuEntry'],
  Password: ['Password', 'Password'],
  GetAnyKey: ['GetAnyKey', 'GetAnyKey'],
  GetFunctionKey: ['GetFunctionKey', 'GetFunctionKey'],
  SiteManager: ['SiteManager', 'SiteManager'],
};

/** The members of InputData, by those of a question. */
const INPUT_DATA: Readonly<Record<string, string>> = {
  maxSeconds: 'MaxInputTime',
  placeholder: 'DefaultInputString',
  minLength: 'MinLength',
  maxLength: 'MaxLength',
  maxDecimalLength: 'MaxDecimalLength',
  masked: 'MaskCharactersFlag',
  stringMask: 'StringMask',
  fromRightToLeftFlag: 'FromRightToLeftFlag',
  waitUserValidationFlag: 'WaitUserValidationFlag',
  disableCancelFlag: 'DisableCancelFlag',
  disableCorrectFlag: 'DisableCorrectFlag',
  disableValidFlag: 'DisableValidFlag',
  notifyCardInputFlag: 'NotifyCardInputFlag',
  menuBackFlag: 'MenuBackFlag',
  globalCorrectionFlag: 'GlobalCorrectionFlag',
  beepKeyFlag: 'BeepKeyFlag',
};

/**
 * Builds the body of an Input (reference 6.4).
 *
 * @throws {InputError} `ERR_INPUT_COMMAND`, `ERR_INPUT_TEXT`, `ERR_INPUT_MENU`, `ERR_INPUT_LENGTH`, `ERR_INPUT_SECONDS`,
 *   `ERR_INPUT_REQUEST`
 */
export function inputRequest(input: InputRequestInput) {
  const asked: InputRequestInput = parseInput(InputRequestInputSchema, input);
  const [screen, InputCommand] = SCREENS[asked.command];
  const ReferenceID = 'referenceId' in asked ? (asked.referenceId ?? screen) : screen;
  const content = { PredefinedContent: { ReferenceID }, ...textContent(textsOf(asked)) };
  const members = Object.entries(asked).flatMap(([name, value]) => {
    const wire = INPUT_DATA[name];
    return wire === undefined || value === undefined ? [] : [[wire, value] as const];
  });
  return {
    DisplayOutput: {
      ...displayOutput(content),
      ...(asked.command === 'GetMenuEntry' && { MenuEntry: menuEntries(asked.entries) }),
    },
    InputData: {
      Device: 'CustomerInput',
      InfoQualify: 'Input',
      InputCommand,
      ...Object.fromEntries(members),
      ...(asked.command === 'GetMenuEntry' && choosesSeveral(asked) && severalOf(asked)),
    },
  } as const;
}

/** The texts of a screen have fixed places. */
function textsOf(asked: InputRequestInput): string[] {
  const { question } = asked;
  switch (asked.command) {
    case 'GetConfirmation':
      return [question, asked.detail ?? '', asked.cancelLabel, asked.confirmLabel];
    case 'GetSignature': {
      const { detail = '', cancelLabel, confirmLabel } = asked;
      const labels = [cancelLabel, confirmLabel].filter((label) => label !== undefined);
      return [question, detail, ...labels];
    }
    case 'GetRating':
    case 'GetOneKeyRating':
      return asked.detail === undefined ? [question] : [question, asked.detail];
    case 'GetMenuEntry':
      if (asked.detail === undefined) return [question];
      // A menu for several has room for one text.
      return choosesSeveral(asked) ? [`${question} ${asked.detail}`] : [question, asked.detail];
    default:
      return [question];
  }
}

function severalOf({ chosenMin, chosenMax }: { chosenMin?: number | undefined; chosenMax?: number | undefined }) {
  return {
    ...(chosenMin !== undefined && { MinLength: chosenMin }),
    ...(chosenMax !== undefined && { MaxLength: chosenMax }),
  };
}
