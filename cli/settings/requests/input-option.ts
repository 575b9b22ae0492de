import type { InputRequestInput } from '../../../index.ts';
import { givenMembers, wholeNumber } from './given-members.ts';

/** Options of a question to the person at the terminal, in the names of the library. */
export interface InputFlags {
  readonly detail?: string;
  readonly cancelLabel?: string;
  readonly confirmLabel?: string;
  readonly entry?: readonly string[];
  readonly chosenMax?: string;
  readonly placeholder?: string;
  readonly minLength?: string;
  readonly maxLength?: string;
  readonly masked?: boolean;
  readonly maxSeconds?: string;
}

const TEXTS = ['detail', 'cancelLabel', 'confirmLabel', 'placeholder', 'masked'] as const;
const NUMBERS = ['chosenMax', 'minLength', 'maxLength', 'maxSeconds'] as const;

/** What to ask, as the library takes it, which checks what goes with which command. @param command InputCommand of the Terminal API */
export function readInput(command: string, question: string, flags: InputFlags): InputRequestInput {
  const numbers = Object.entries(givenMembers(flags, NUMBERS)).map(
    ([name, value]) => [name, wholeNumber(value)] as const,
  );
  return {
    command,
    question,
    ...(command === 'GetConfirmation' && { cancelLabel: 'No', confirmLabel: 'Yes' }),
    ...givenMembers(flags, TEXTS),
    ...Object.fromEntries(numbers),
    ...(flags.entry !== undefined && { entries: flags.entry }),
  } as InputRequestInput;
}
