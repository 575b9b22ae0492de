import type { RequestHeader } from '../../messages/request-reader.ts';

export const INPUT_COMMANDS = [
  'GetConfirmation',
  'TextString',
  'DigitString',
  'DecimalString',
  'GetMenuEntry',
  'GetAnyKey',
  'GetFunctionKey',
  'Password',
  'SiteManager',
] as const;

/** A question to the person at the terminal, as read from the request. */
export interface InputDetails {
  readonly header: RequestHeader;
  readonly command: (typeof INPUT_COMMANDS)[number];
  /** The predefined screen. */
  readonly screen: string;
  readonly lines: readonly string[];
  /** How many entries the menu has. */
  readonly entries: number;
  readonly maxMs: number | undefined;
}
