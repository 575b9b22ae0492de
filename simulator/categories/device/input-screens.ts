/** What a predefined screen asks, and how many texts it has (reference 6.4). */
interface InputScreen {
  readonly command: string;
  readonly texts: readonly number[];
}

const SCREENS: Readonly<Record<string, InputScreen>> = {
  GetConfirmation: { command: 'GetConfirmation', texts: [4] },
  // Two are documented; that a till may name the buttons as well is UNCONFIRMED, so it is not refused.
  GetSignature: { command: 'GetConfirmation', texts: [2, 3, 4] },
  MenuButtons: { command: 'GetMenuEntry', texts: [1, 2] },
  GetDigit: { command: 'DigitString', texts: [1] },
  GetPhoneNumber: { command: 'DigitString', texts: [1] },
  GetRating: { command: 'DigitString', texts: [1, 2] },
  GetOneKeyRating: { command: 'DigitString', texts: [1, 2] },
  GetAmount: { command: 'DecimalString', texts: [1] },
  GetText: { command: 'TextString', texts: [1] },
};

/** The commands that the definition has and no documentation describes: which screen goes with them, and its texts, are UNCONFIRMED. */
const OPEN_COMMANDS: readonly string[] = ['GetAnyKey', 'GetFunctionKey', 'Password', 'SiteManager'];

export interface AskedScreen {
  readonly command: string;
  readonly screen: string | undefined;
  readonly texts: number;
  /** Several entries of the menu may be chosen. */
  readonly choosesSeveral: boolean;
}

/** What is wrong with the screen of an Input, as a terminal names it; `undefined` when it fits. */
export function screenError({ command, screen, texts, choosesSeveral }: AskedScreen): string | undefined {
  const at = 'At SaleToPOIRequest.InputRequest.DisplayOutput.OutputContent';
  if (screen === undefined) return `${at}.PredefinedContent, field ReferenceID: Missing`;
  const known = OPEN_COMMANDS.includes(command) ? { command, texts: [1, 2, 3, 4] } : SCREENS[screen];
  if (known?.command !== command) return `${at}.PredefinedContent, field ReferenceID: Invalid`;
  const allowed = choosesSeveral ? [1] : known.texts;
  return allowed.includes(texts)
    ? undefined
    : `${at}, field OutputText: Expected ${allowed.join(' or ')}, found ${texts}`;
}
