import { endByHost, endEarly, type CardDialogue, type Dialogue, type InputDialogue } from './dialogue.ts';
import { endInput, endInputEarly } from '../categories/input.ts';
import { behind, ends, goesOn, patience, personTimer, play, type Step } from './screen-player.ts';
import { stepsAfterHost, stepsBeforeCard, stepsWithCard } from './screen-steps.ts';
import type { ShopperPlan, TerminalSettings } from '../settings.ts';
import { shown } from './display-notifications.ts';
import type { TerminalEffect, TerminalEnv, TimerName } from './terminal.types.ts';
import { EARLY_END, type PaymentFailure } from '../platform/host-verdict.ts';

/** A question is put to the person at the terminal. */
export function beginInput(dialogue: InputDialogue, settings: TerminalSettings): Step {
  const { plan, transaction } = dialogue;
  const { lines, maxMs = settings.presentationTimeoutMs } = transaction.facts;
  const answers = plan.does === 'neverAnswers' ? [] : [personTimer(plan, settings)];
  return { dialogue, effects: [{ kind: 'displayed', lines }, patience(maxMs), ...answers] };
}

/** The terminal asks for the card, or asks the host at once. */
export function beginTransaction(dialogue: Omit<CardDialogue, 'steps'>, env: TerminalEnv): Step {
  const { settings } = env;
  const steps = stepsBeforeCard(dialogue, settings);
  if (dialogue.phase === 'authorising') {
    return play({ ...dialogue, steps: [...steps, ...stepsWithCard(dialogue, settings)] }, env);
  }
  return behind([patience(settings.presentationTimeoutMs)], play({ ...dialogue, steps }, env));
}

/** The transaction ends before anything is on the screen. */
export function turnAway(dialogue: Omit<CardDialogue, 'steps'>, failure: PaymentFailure, env: TerminalEnv): Step {
  return { dialogue: { ...dialogue, steps: [] }, ended: endEarly(dialogue, failure, env), effects: [] };
}

export function onTimer(dialogue: Dialogue, timer: TimerName, env: TerminalEnv): Step {
  switch (dialogue.phase) {
    case 'presenting':
      return whilePresenting(dialogue, timer, env);
    case 'authorising':
      if (timer === 'host') return onHost(dialogue, env);
      return timer === 'screen' ? play(dialogue, env) : goesOn(dialogue);
    case 'ending':
      return timer === 'screen' ? play(dialogue, env) : goesOn(dialogue);
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
    case 'removesCard': {
      const { effects, ...end } = endsEarly(dialogue, EARLY_END.cardRemoved, env);
      return { ...end, effects: [shown(dialogue, 'CARD_INSERTED'), ...effects, shown(dialogue, 'CARD_REMOVED')] };
    }
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
      return ends(dialogue, endEarly(dialogue, failure, env), env);
    case 'authorising':
      return ends(dialogue, endByHost(dialogue, env), env);
    case 'ending':
      return ends(dialogue, dialogue.ended, env);
    case 'asking':
      return { dialogue, ended: endInputEarly(dialogue.transaction.facts, failure), effects: [] };
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
    case 'screen':
      return play(dialogue, env);
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
        : { dialogue, ended: endInput(transaction.facts, plan, env.settings), effects: [] };
    case 'presentation':
      return endsEarly(dialogue, EARLY_END.notAnswered, env);
    case 'abort':
      return aborted(dialogue, env);
    case 'host':
    case 'screen':
      return goesOn(dialogue);
    default:
      return timer satisfies never;
  }
}

function present(dialogue: CardDialogue, plan: ShopperPlan, env: TerminalEnv): Step {
  const presented = { ...dialogue, plan, phase: 'authorising' } as const;
  const steps = stepsWithCard(presented, env.settings);
  const { ServiceID } = dialogue.header;
  const effects: readonly TerminalEffect[] = [
    { kind: 'disarm', timers: ['shopper', 'presentation', 'screen'] },
    { kind: 'presented', ServiceID },
  ];
  return behind(effects, play({ ...presented, steps }, env));
}

/** The host answered; the shopper may have to sign before the till hears of it. */
function onHost(dialogue: CardDialogue, env: TerminalEnv): Step {
  const ended = endByHost(dialogue, env);
  return play({ ...dialogue, phase: 'ending', ended, steps: stepsAfterHost(dialogue, ended, env.settings) }, env);
}

function aborted(dialogue: Dialogue, env: TerminalEnv): Step {
  const { ServiceID } = dialogue.header;
  return behind([{ kind: 'aborted', ServiceID }], endsEarly(dialogue, EARLY_END.aborted, env));
}
