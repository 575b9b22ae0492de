import { endByHost, type CardDialogue, type CardTransaction, type Dialogue, type EndingDialogue } from './dialogue.ts';
import type { Ended } from '../categories/transaction-result.ts';
import type { InputPlan, ShopperPlan, TerminalSettings } from '../settings.ts';
import { shown, shownAtEnd } from './display-notifications.ts';
import type { TerminalEffect, TerminalEnv } from './terminal.types.ts';

/** What becomes of a dialogue when something happens: it goes on, or it has ended. */
export interface Step {
  readonly dialogue: Dialogue;
  readonly ended?: Ended;
  /** In the order in which they happen, ahead of the end. */
  readonly effects: readonly TerminalEffect[];
}

/** Shows the first step, and those that need nobody; then waits for a person, or goes on when all is shown. */
export function play(dialogue: CardDialogue | EndingDialogue, env: TerminalEnv): Step {
  const { steps } = dialogue;
  const pause = steps.findIndex(({ afterMs }, index) => index > 0 && afterMs > 0);
  const due = pause === -1 ? steps : steps.slice(0, pause);
  const effects = due.map(({ event }) => shown(dialogue, event));
  const next = pause === -1 ? undefined : steps[pause];
  if (next === undefined) return behind(effects, goOn({ ...dialogue, steps: [] }, env));
  return {
    dialogue: { ...dialogue, steps: steps.slice(pause) },
    effects: [...effects, { kind: 'arm', timer: 'screen', afterMs: next.afterMs }],
  };
}

/** All that the screen had to show is shown. */
function goOn(dialogue: CardDialogue | EndingDialogue, env: TerminalEnv): Step {
  const { phase, plan, transaction } = dialogue;
  switch (phase) {
    case 'presenting':
      return { dialogue, effects: plan.does === 'neverPresents' ? [] : [personTimer(plan, env.settings)] };
    case 'authorising':
      // A card acquisition asks no host: it is done when the card is read.
      if (transaction.category === 'CardAcquisition') return ends(dialogue, endByHost(dialogue, env), env);
      return { dialogue, effects: [hostTimer(transaction, env.settings)] };
    case 'ending':
      return ends(dialogue, dialogue.ended, env);
    default:
      return dialogue satisfies never;
  }
}

export function ends(dialogue: CardDialogue | EndingDialogue, ended: Ended, { settings }: TerminalEnv): Step {
  return { dialogue, ended, effects: shownAtEnd(dialogue, ended, settings) };
}

export function goesOn(dialogue: Dialogue): Step {
  return { dialogue, effects: [] };
}

/** The step with these effects ahead of its own. */
export function behind(effects: readonly TerminalEffect[], step: Step): Step {
  return { ...step, effects: [...effects, ...step.effects] };
}

/** How long the terminal waits for a person at most. */
export function patience(maxMs: number): TerminalEffect {
  return { kind: 'arm', timer: 'presentation', afterMs: maxMs };
}

export function personTimer({ afterMs }: ShopperPlan | InputPlan, { cardAfterMs }: TerminalSettings): TerminalEffect {
  return { kind: 'arm', timer: 'shopper', afterMs: afterMs ?? cardAfterMs };
}

function hostTimer({ category }: CardTransaction, { reversalAfterMs, hostAfterMs }: TerminalSettings): TerminalEffect {
  return { kind: 'arm', timer: 'host', afterMs: category === 'Reversal' ? reversalAfterMs : hostAfterMs };
}
