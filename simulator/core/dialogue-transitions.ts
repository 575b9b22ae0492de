import type { TransactionFailure } from '../platform/payment-verdict.ts';
import type { ShopperPlan } from '../shopper-plan.ts';
import type { CardDialogue, Dialogue, EndingDialogue, QuestionDialogue } from './dialogue.ts';
import { notifyDisplay } from './display-notifications.ts';
import { answeredResult, unansweredResult } from './questions/questions.ts';
import { EARLY_RESULTS } from './early-results.ts';
import { finish, playScreen, prependEffects, presentationTimer, unchanged, type Transition } from './screen-player.ts';
import { choiceOf, stepsAfterHost, stepsBeforeCard, stepsWithCard, waitsForPerson } from './screen-steps.ts';
import type { TerminalEffect, TerminalEnvironment, TimerName } from './terminal.types.ts';
import { completedResult, earlyResult } from './transactions.ts';

/** Asks for the card, or asks the host at once. */
export function beginTransaction(dialogue: Omit<CardDialogue, 'steps'>, environment: TerminalEnvironment): Transition {
  const { settings } = environment;
  const steps = stepsBeforeCard(dialogue, settings);
  if (dialogue.phase === 'authorising') {
    return playScreen({ ...dialogue, steps: [...steps, ...stepsWithCard(dialogue, settings)] }, environment);
  }
  return prependEffects(
    [presentationTimer(settings.presentationTimeoutMs)],
    playScreen({ ...dialogue, steps }, environment),
  );
}

/** The transaction fails before anything is on the screen. */
export function refuseTransaction(
  dialogue: Omit<CardDialogue, 'steps'>,
  failure: TransactionFailure,
  environment: TerminalEnvironment,
): Transition {
  const result = earlyResult(dialogue.transaction, failure, dialogue.tender, environment);
  return { dialogue: { ...dialogue, steps: [] }, result, effects: [] };
}

/** A timer is due. */
export function onTimer(dialogue: Dialogue, timer: TimerName, environment: TerminalEnvironment): Transition {
  switch (dialogue.phase) {
    case 'presenting':
      return onTimerWhilePresenting(dialogue, timer, environment);
    case 'authorising':
      if (timer === 'host') return onHostAnswer(dialogue, environment);
      return timer === 'screen' ? playScreen(dialogue, environment) : unchanged(dialogue);
    case 'ending':
      return timer === 'screen' ? playScreen(dialogue, environment) : unchanged(dialogue);
    case 'asking':
      return onTimerWhileAsking(dialogue, timer, environment);
    default:
      return dialogue satisfies never;
  }
}

/** The shopper acts while the terminal asks for the card, or waits for what only they can decide; at any other time this has no effect. */
export function onShopper(dialogue: Dialogue, plan: ShopperPlan, environment: TerminalEnvironment): Transition {
  const waiting = waitingOf(dialogue);
  if (waiting !== undefined) return goesOn(waiting, plan, environment);
  if (dialogue.phase !== 'presenting') return unchanged(dialogue);
  switch (plan.does) {
    case 'presentsCard':
    case 'entersWrongPin':
      return presentCard(dialogue, plan, environment);
    case 'cancels':
      return endEarly(dialogue, EARLY_RESULTS.cancelled, environment);
    case 'removesCard': {
      const { effects, ...end } = endEarly(dialogue, EARLY_RESULTS.cardRemoved, environment);
      const inserted = notifyDisplay(dialogue, 'CARD_INSERTED');
      return { ...end, effects: [inserted, ...effects, notifyDisplay(dialogue, 'CARD_REMOVED')] };
    }
    case 'neverPresents':
      return unchanged(dialogue);
    default:
      return plan.does satisfies never;
  }
}

/** The dialogue ends without having reached the host. One that has reached it ends with the host's answer. */
export function endEarly(
  dialogue: Dialogue,
  failure: TransactionFailure,
  environment: TerminalEnvironment,
): Transition {
  switch (dialogue.phase) {
    case 'presenting': {
      const result = earlyResult(dialogue.transaction, failure, dialogue.tender, environment);
      return finish(dialogue, result, environment);
    }
    case 'authorising':
      return finish(
        dialogue,
        waitingOf(dialogue) !== undefined
          ? earlyResult(dialogue.transaction, failure, dialogue.tender, environment)
          : hostResult(dialogue, environment),
        environment,
      );
    case 'ending':
      return finish(dialogue, dialogue.result, environment);
    case 'asking':
      return { dialogue, result: unansweredResult(dialogue, failure), effects: [] };
    default:
      return dialogue satisfies never;
  }
}

type Waiting = CardDialogue | EndingDialogue;

/** The dialogue whose next step needs the decision of the person: the host was not asked yet, or has answered. */
function waitingOf(dialogue: Dialogue): Waiting | undefined {
  if (dialogue.phase === 'asking') return undefined;
  const [next] = dialogue.steps;
  return next !== undefined && waitsForPerson(dialogue.plan, next) ? dialogue : undefined;
}

/** The person has decided. There is no way back behind the answer of the host, but for staff that reject a signature. */
function goesOn(dialogue: Waiting, plan: ShopperPlan, environment: TerminalEnvironment): Transition {
  if (plan.does === 'cancels' || plan.does === 'removesCard') {
    if (dialogue.phase === 'ending') return unchanged(dialogue);
    const early = EARLY_RESULTS[plan.does === 'cancels' ? 'cancelled' : 'cardRemoved'];
    return endEarly(dialogue, early, environment);
  }
  const steps = dialogue.steps.map((step) =>
    step.event === 'DCC_ACCEPTED' || step.event === 'DCC_REJECTED' ? { ...step, event: choiceOf(plan) } : step,
  );
  const decided = { ...dialogue, plan, steps };
  // The host has approved it, and the terminal takes that back: nothing of the result is reported or recorded before its end.
  const isTakenBack = decided.phase === 'ending' && plan.signs === 'rejected';
  return playScreen(isTakenBack ? { ...decided, result: hostResult(decided, environment) } : decided, environment);
}

function onTimerWhilePresenting(
  dialogue: CardDialogue,
  timer: TimerName,
  environment: TerminalEnvironment,
): Transition {
  switch (timer) {
    case 'shopper':
      return onShopper(dialogue, dialogue.plan, environment);
    case 'presentation':
      return endEarly(dialogue, EARLY_RESULTS.notPresented, environment);
    case 'abort':
      return environment.settings.abortRace === 'paymentWins'
        ? presentCard(dialogue, dialogue.plan, environment)
        : abort(dialogue, environment);
    case 'screen':
      return playScreen(dialogue, environment);
    case 'host':
      return unchanged(dialogue);
    default:
      return timer satisfies never;
  }
}

function onTimerWhileAsking(
  dialogue: QuestionDialogue,
  timer: TimerName,
  environment: TerminalEnvironment,
): Transition {
  switch (timer) {
    case 'shopper':
      return dialogue.plan.does === 'cancels'
        ? endEarly(dialogue, EARLY_RESULTS.cancelled, environment)
        : { dialogue, result: answeredResult(dialogue, environment.settings), effects: [] };
    case 'presentation':
      return endEarly(dialogue, EARLY_RESULTS.notAnswered, environment);
    case 'abort':
      return abort(dialogue, environment);
    case 'host':
    case 'screen':
      return unchanged(dialogue);
    default:
      return timer satisfies never;
  }
}

function presentCard(dialogue: CardDialogue, plan: ShopperPlan, environment: TerminalEnvironment): Transition {
  const presented = { ...dialogue, plan, phase: 'authorising' } as const;
  const steps = stepsWithCard(presented, environment.settings);
  const { ServiceID } = dialogue.header;
  const effects: readonly TerminalEffect[] = [
    { kind: 'disarm', timers: ['shopper', 'presentation', 'screen'] },
    { kind: 'presented', ServiceID },
  ];
  return prependEffects(effects, playScreen({ ...presented, steps }, environment));
}

/** The host answered; the shopper may have to sign before the till gets its answer. */
function onHostAnswer(dialogue: CardDialogue, environment: TerminalEnvironment): Transition {
  const result = hostResult(dialogue, environment);
  const steps = stepsAfterHost(dialogue, result, environment.settings);
  return playScreen({ ...dialogue, phase: 'ending', result, steps }, environment);
}

function hostResult({ transaction, plan, tender }: Waiting, environment: TerminalEnvironment) {
  return completedResult(transaction, plan, tender, environment);
}

function abort(dialogue: Dialogue, environment: TerminalEnvironment): Transition {
  const { ServiceID } = dialogue.header;
  return prependEffects([{ kind: 'aborted', ServiceID }], endEarly(dialogue, EARLY_RESULTS.aborted, environment));
}
