import type { TransactionResult } from '../categories/transaction-result.ts';
import type { TerminalSettings } from '../settings.ts';
import type { InputPlan, ShopperPlan } from '../shopper-plan.ts';
import type { CardDialogue, Dialogue, EndingDialogue } from './dialogue.ts';
import { notifyDisplay, notifyEnd } from './display-notifications.ts';
import { waitsForPerson } from './screen-steps.ts';
import type { TerminalEffect, TerminalEnvironment } from './terminal.types.ts';
import { completedResult, type CardTransaction } from './transactions.ts';

/** The change of a dialogue by an input: it continues, or it has ended with a result. */
export interface Transition {
  readonly dialogue: Dialogue;
  readonly result?: TransactionResult;
  /** In order; all of them come before the end. */
  readonly effects: readonly TerminalEffect[];
}

/** Displays the steps up to the next one that needs a person, and waits for that; after the last step the dialogue continues. */
export function playScreen(dialogue: CardDialogue | EndingDialogue, environment: TerminalEnvironment): Transition {
  const { steps } = dialogue;
  const pause = steps.findIndex(({ afterMs }, index) => index > 0 && afterMs > 0);
  const due = pause === -1 ? steps : steps.slice(0, pause);
  const effects = due.map(({ event }) => notifyDisplay(dialogue, event));
  const next = pause === -1 ? undefined : steps[pause];
  if (next === undefined) return prependEffects(effects, afterScreen({ ...dialogue, steps: [] }, environment));
  return {
    dialogue: { ...dialogue, steps: steps.slice(pause) },
    effects: waitsForPerson(dialogue.plan, next)
      ? effects
      : [...effects, { kind: 'arm', timer: 'screen', afterMs: next.afterMs }],
  };
}

/** All steps of the screen are displayed. */
function afterScreen(dialogue: CardDialogue | EndingDialogue, environment: TerminalEnvironment): Transition {
  const { phase, plan, transaction, tender } = dialogue;
  switch (phase) {
    case 'presenting':
      return { dialogue, effects: plan.does === 'neverPresents' ? [] : [shopperTimer(plan, environment.settings)] };
    case 'authorising':
      // A card acquisition asks no host: it is done when the card is read.
      if (transaction.category === 'CardAcquisition') {
        return finish(dialogue, completedResult(transaction, plan, tender, environment), environment);
      }
      return { dialogue, effects: [hostTimer(transaction, environment.settings)] };
    case 'ending':
      return finish(dialogue, dialogue.result, environment);
    default:
      return dialogue satisfies never;
  }
}

/** The dialogue ends with this result. */
export function finish(
  dialogue: CardDialogue | EndingDialogue,
  result: TransactionResult,
  { settings }: TerminalEnvironment,
): Transition {
  return { dialogue, result, effects: notifyEnd(dialogue, result, settings) };
}

export function unchanged(dialogue: Dialogue): Transition {
  return { dialogue, effects: [] };
}

/** The transition with these effects ahead of its own. */
export function prependEffects(effects: readonly TerminalEffect[], transition: Transition): Transition {
  return { ...transition, effects: [...effects, ...transition.effects] };
}

/** Limits how long the terminal waits for a person. */
export function presentationTimer(afterMs: number): TerminalEffect {
  return { kind: 'arm', timer: 'presentation', afterMs };
}

/** When the person at the terminal acts. */
export function shopperTimer({ afterMs }: ShopperPlan | InputPlan, { cardAfterMs }: TerminalSettings): TerminalEffect {
  return { kind: 'arm', timer: 'shopper', afterMs: afterMs ?? cardAfterMs };
}

function hostTimer({ category }: CardTransaction, { reversalAfterMs, hostAfterMs }: TerminalSettings): TerminalEffect {
  return { kind: 'arm', timer: 'host', afterMs: category === 'Reversal' ? reversalAfterMs : hostAfterMs };
}
