import type { MenuEntry } from './output/menu.ts';

/**
 * A question for the person at the terminal. Any other request ends it (reference 1.3). `command` is the InputCommand of the wire, or
 * the predefined screen where several have one InputCommand.
 */
export type InputRequestInput = InputQuestion &
  (
    | ({
        readonly command: 'GetConfirmation';
        /** More text, below the question. */
        readonly detail?: string | undefined;
        /** The button on the left. */
        readonly cancelLabel: string;
        /** The button on the right. */
        readonly confirmLabel: string;
      } & Buttons)
    | {
        readonly command: 'GetSignature';
        /** More text, below the question; some models have no room for it. */
        readonly detail?: string | undefined;
        /** The button on the left, together with the one on the right. Default: the terminal's. Whether a terminal has them is UNCONFIRMED. */
        readonly cancelLabel?: string | undefined;
        /** The button on the right. */
        readonly confirmLabel?: string | undefined;
      }
    | ({ readonly command: 'TextString' | 'DigitString' } & TypedInput & MaskedInput)
    | ({
        readonly command: 'DecimalString';
        /** How many decimals there are at most. */
        readonly maxDecimalLength?: number | undefined;
      } & TypedInput &
        MaskedInput)
    /** The country code is there already, and can be changed. */
    | ({ readonly command: 'GetPhoneNumber' } & TypedInput)
    | {
        /** From 0 to 10; with one key on M400, P400 Plus, V400m, M450 and P630. */
        readonly command: 'GetRating' | 'GetOneKeyRating';
        readonly detail?: string | undefined;
      }
    | ({
        readonly command: 'GetMenuEntry';
        /** An instruction below the question. */
        readonly detail?: string | undefined;
        /** The choices: 1 to 20, of which 15 are documented. */
        readonly entries: readonly MenuEntry[];
        /** How many of them may be chosen: the terminal does not hold the shopper to it. Default 1. */
        readonly chosenMax?: number | undefined;
        /** How many of them are to be chosen at least, of a menu for several. */
        readonly chosenMin?: number | undefined;
        readonly menuBackFlag?: boolean | undefined;
      } & Buttons)
    | ({ readonly command: 'Password' } & TypedInput & OpenScreen)
    | ({ readonly command: 'GetAnyKey' | 'GetFunctionKey' } & OpenScreen)
    | ({ readonly command: 'SiteManager' } & OpenScreen & Buttons)
  );

interface InputQuestion {
  /** The text of the question: about 20 characters fit on a portrait screen. */
  readonly question: string;
  /** How long the person has, in seconds: 1 to 3600. Default: the terminal's. */
  readonly maxSeconds?: number | undefined;
  /** A card that is presented meanwhile sends the event CardInserted. */
  readonly notifyCardInputFlag?: boolean | undefined;
  readonly globalCorrectionFlag?: boolean | undefined;
  readonly beepKeyFlag?: boolean | undefined;
}

interface TypedInput {
  /** The initial content of the field. */
  readonly placeholder?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  /** `false`: the answer is sent once it has its full length. Default: the person confirms it. */
  readonly waitUserValidationFlag?: boolean | undefined;
}

interface MaskedInput {
  /** Displays dots in place of the typed characters. */
  readonly masked?: boolean | undefined;
  readonly stringMask?: string | undefined;
  readonly fromRightToLeftFlag?: boolean | undefined;
}

interface Buttons {
  readonly disableCancelFlag?: boolean | undefined;
  readonly disableCorrectFlag?: boolean | undefined;
  readonly disableValidFlag?: boolean | undefined;
}

/** An input that the definition lists and no documentation describes: whether a terminal has it, and its screen, are UNCONFIRMED. */
interface OpenScreen {
  /** The predefined screen. Default: the name of the command. */
  readonly referenceId?: string | undefined;
}

/** What a person is asked for. */
export type InputCommand = InputRequestInput['command'];
