import { additionalResponse } from '../../messages/text-encoding.ts';
import type { WireObject } from '../../messages/wire-object.ts';
import type { InputPlan } from '../../shopper-plan.ts';
import type { InputDetails } from './input-details.ts';

/** What a person entered: the members of `Input`, and what was drawn, which stands beside it. */
interface Entered {
  readonly answer: WireObject;
  readonly drawing?: string;
}

const NO_STROKES = '{"strokes":[]}';

/** The answer that fits the question, from those that the person has (reference 6.4). */
export function answerOf({ command, screen, entries }: InputDetails, plan: InputPlan): Entered {
  switch (command) {
    case 'GetConfirmation': {
      const answer = { ConfirmedFlag: plan.confirmed };
      if (screen !== 'GetSignature' || plan.confirmed !== true) return { answer };
      const { signature: responseData = NO_STROKES } = plan;
      return { answer, drawing: additionalResponse({ responseData }, 'form') };
    }
    case 'SiteManager':
      return { answer: { ConfirmedFlag: plan.confirmed } };
    case 'TextString':
      return { answer: { TextInput: plan.text } };
    case 'DigitString':
      return { answer: { DigitInput: digitsOf(screen, plan) } };
    case 'DecimalString':
      // One model was seen to send it as text.
      return { answer: { [plan.decimalIn ?? 'DigitInput']: plan.decimal } };
    case 'GetMenuEntry': {
      // A flag for each entry, as was recorded.
      const flags = Array.from({ length: entries }, (_, index) => Number(plan.chosen?.includes(index)));
      return { answer: { MenuEntryNumber: flags } };
    }
    case 'GetAnyKey':
      return { answer: {} };
    case 'GetFunctionKey':
      return { answer: { FunctionKey: plan.functionKey ?? 1 } };
    case 'Password':
      // Where a terminal puts it is UNCONFIRMED.
      return { answer: { TextInput: plan.password ?? '2468' } };
    default:
      return command satisfies never;
  }
}

function digitsOf(screen: string, plan: InputPlan): string | undefined {
  if (screen === 'GetPhoneNumber') return plan.phoneNumber ?? '+31600000000';
  return screen === 'GetRating' || screen === 'GetOneKeyRating' ? String(plan.rating ?? 8) : plan.digits;
}
