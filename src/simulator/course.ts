import {
  endByHost,
  endEarly,
  type CardDialogue,
  type CardTransaction,
  type Dialogue,
  type InputDialogue,
} from './dialogue.ts';
import type { Ended } from './ended.ts';
import { endInput, endInputEarly } from './input.ts';
import type { InputPlan, ShopperPlan, TerminalSettings } from './settings.ts';
import type { TerminalEffect, TerminalEnv, TimerName } from './terminal.types.ts';
import { EARLY_END, type PaymentFailure } from './verdict.ts';

/** What becomes of a dialogue when something happens: it goes on, or it has ended. */
export interface Step {
  readonly dialogue: Dialogue;
  readonly ended?: Ended;
  /** In the order in which they happen, ahead of the end. */
  readonly effects: readonly TerminalEffect[];
}

/** A question is put to the person at the terminal. */
export function beginInput(dialogue: InputDialogue, settings: TerminalSettings): Step {
  const { plan, transaction } = dialogue;
  const { lines, maxMs = settings.presentationTimeoutMs } = transaction.facts;
  const effects = waiting(maxMs, plan.does !== 'neverAnswers', plan, settings);
  return { dialogue, effects: [{ kind: 'displayed', lines }, ...effects] };
}

/** The terminal asks for the card, or asks the host at once. */
export function beginTransaction(dialogue: CardDialogue, settings: TerminalSettings): Step {
  const { phase, plan, transaction } = dialogue;
  if (phase === 'authorising') return { dialogue, effects: [hostTimer(transaction, settings)] };
  return { dialogue, effects: waiting(settings.presentationTimeoutMs, plan.does !== 'neverPresents', plan, settings) };
}

export function onTimer(dialogue: Dialogue, timer: TimerName, env: TerminalEnv): Step {
  switch (dialogue.phase) {
    case 'presenting':
      return whilePresenting(dialogue, timer, env);
    case 'authorising':
      return timer === 'host' ? ends(dialogue, endByHost(dialogue, env)) : goesOn(dialogue);
    case 'asking':
      return whileAsking(dialogue, timer, env);
    default:
      return dialogue satisfies never;
  }
}

/** The shopper does something while the terminal asks for the card; at any other time nobody looks. */
export function onShopper(dialogue: Dialogue, plan: ShopperPlan, env: TerminalEnv): Step {
  if (dialogue.phase !== 'presenting') return goesOn(dialogue);
  switch (plan.does) {
    case 'presentsCard':
    case 'entersWrongPin':
      return present(dialogue, plan, env);
    case 'cancels':
      return endsEarly(dialogue, EARLY_END.cancelled, env);
    case 'removesCard':
      return endsEarly(dialogue, EARLY_END.cardRemoved, env);
    case 'neverPresents':
      return goesOn(dialogue);
    default:
      return plan.does satisfies never;
  }
}

/** The dialogue ends without having got to the host. One that has is ended by the host. */
export function endsEarly(dialogue: Dialogue, failure: PaymentFailure, env: TerminalEnv): Step {
  switch (dialogue.phase) {
    case 'presenting':
      return ends(dialogue, endEarly(dialogue, failure, env));
    case 'authorising':
      return ends(dialogue, endByHost(dialogue, env));
    case 'asking':
      return ends(dialogue, endInputEarly(dialogue.transaction.facts, failure));
    default:
      return dialogue satisfies never;
  }
}

function whilePresenting(dialogue: CardDialogue, timer: TimerName, env: TerminalEnv): Step {
  switch (timer) {
    case 'shopper':
      return onShopper(dialogue, dialogue.plan, env);
    case 'presentation':
      return endsEarly(dialogue, EARLY_END.notPresented, env);
    case 'abort':
      return env.settings.abortRace === 'paymentWins' ? present(dialogue, dialogue.plan, env) : aborted(dialogue, env);
    case 'host':
      return goesOn(dialogue);
    default:
      return timer satisfies never;
  }
}

function whileAsking(dialogue: InputDialogue, timer: TimerName, env: TerminalEnv): Step {
  const { transaction, plan } = dialogue;
  switch (timer) {
    case 'shopper':
      return plan.does === 'cancels'
        ? endsEarly(dialogue, EARLY_END.cancelled, env)
        : ends(dialogue, endInput(transaction.facts, plan, env.settings));
    case 'presentation':
      return endsEarly(dialogue, EARLY_END.notAnswered, env);
    case 'abort':
      return aborted(dialogue, env);
    case 'host':
      return goesOn(dialogue);
    default:
      return timer satisfies never;
  }
}

function present(dialogue: CardDialogue, plan: ShopperPlan, env: TerminalEnv): Step {
  const { header, transaction } = dialogue;
  const presented: CardDialogue = { ...dialogue, plan, phase: 'authorising' };
  const effect = { kind: 'presented', ServiceID: header.ServiceID } as const;
  if (transaction.category === 'CardAcquisition') {
    // It asks no host: it is done when the card is read.
    return { dialogue: presented, ended: endByHost(presented, env), effects: [effect] };
  }
  const disarm = { kind: 'disarm', timers: ['shopper', 'presentation'] } as const;
  return { dialogue: presented, effects: [disarm, effect, hostTimer(transaction, env.settings)] };
}

function aborted(dialogue: Dialogue, env: TerminalEnv): Step {
  const { ServiceID } = dialogue.header;
  return { ...endsEarly(dialogue, EARLY_END.aborted, env), effects: [{ kind: 'aborted', ServiceID }] };
}

function goesOn(dialogue: Dialogue): Step {
  return { dialogue, effects: [] };
}

function ends(dialogue: Dialogue, ended: Ended): Step {
  return { dialogue, ended, effects: [] };
}

/** The timers of a wait for a person: how long at most, and when the person comes if there is one. */
function waiting(
  maxMs: number,
  comes: boolean,
  { afterMs }: ShopperPlan | InputPlan,
  { cardAfterMs }: TerminalSettings,
): readonly TerminalEffect[] {
  const patience = { kind: 'arm', timer: 'presentation', afterMs: maxMs } as const;
  return comes ? [patience, { kind: 'arm', timer: 'shopper', afterMs: afterMs ?? cardAfterMs }] : [patience];
}

function hostTimer({ category }: CardTransaction, { reversalAfterMs, hostAfterMs }: TerminalSettings): TerminalEffect {
  return { kind: 'arm', timer: 'host', afterMs: category === 'Reversal' ? reversalAfterMs : hostAfterMs };
}
