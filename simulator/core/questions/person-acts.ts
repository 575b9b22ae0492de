import type { InputPlan } from '../../shopper-plan.ts';
import type { Dialogue } from '../dialogue.ts';
import { onTimer } from '../dialogue-transitions.ts';
import { unchanged, type Transition } from '../screen-player.ts';
import type { TerminalEnvironment } from '../terminal.types.ts';

/** The person answers the question that waits, whatever the plan was; at any other time this has no effect. */
export function onPerson(dialogue: Dialogue, plan: InputPlan, environment: TerminalEnvironment): Transition {
  if (dialogue.phase !== 'asking') return unchanged(dialogue);
  const acting = { ...dialogue, plan };
  return plan.does === 'neverAnswers'
    ? { dialogue: acting, effects: [{ kind: 'disarm', timers: ['shopper'] }] }
    : onTimer(acting, 'shopper', environment);
}
