import type { TransactionResult } from '../categories/transaction-result.ts';
import type { RequestHeader } from '../messages/request-reader.ts';
import type { InputPlan, ShopperPlan } from '../shopper-plan.ts';
import type { ScreenStep } from './screen-steps.ts';
import type { CardTransaction, QuestionTransaction } from './transactions.ts';

/** What the terminal is busy with: there is at most one (reference 1.3). */
export type Dialogue = CardDialogue | EndingDialogue | QuestionDialogue;

/** The members that identify a dialogue. */
export interface DialogueIdentity {
  readonly header: RequestHeader;
  /** The HTTP exchange that waits for the answer. */
  readonly exchange: number;
  /** The terminal's reference of this attempt. */
  readonly tender: string;
}

/** A dialogue about a card, or one with the host. */
export interface CardDialogue extends DialogueIdentity {
  readonly transaction: CardTransaction;
  readonly plan: ShopperPlan;
  /** `presenting`: the terminal asks for the card. `authorising`: the host has been asked, there is no way back. */
  readonly phase: 'presenting' | 'authorising';
  /** What the screen displays before the terminal asks for the card, or the host; the first step is displayed now. */
  readonly steps: readonly ScreenStep[];
}

/** The host has answered, and people finish what they have to do before the till gets its answer. */
export interface EndingDialogue extends DialogueIdentity {
  readonly transaction: CardTransaction;
  readonly plan: ShopperPlan;
  readonly phase: 'ending';
  readonly result: TransactionResult;
  readonly steps: readonly ScreenStep[];
}

/** A question to the person at the terminal. */
export interface QuestionDialogue extends DialogueIdentity {
  readonly transaction: QuestionTransaction;
  readonly plan: InputPlan;
  readonly phase: 'asking';
}
