import type { JSX } from 'preact';
import type { Recording } from '../../../machines/inspection/recording.types.ts';
import { memoryAt } from '../../view/moment.ts';
import { dueOf, verdictOf } from '../../view/verdict.ts';
import { Icon } from '../icon.tsx';
import { isFollowing, isKilled, isLive, now } from '../store.ts';

/** May the shopper have been charged? Always in sight; at a past moment it says what was known then. */
export function VerdictBand({
  recording,
  index,
}: {
  readonly recording: Recording;
  readonly index: number;
}): JSX.Element {
  const head = recording.moments[index]?.head ?? recording.head;
  const steps = recording.steps.slice(0, index + 1);
  const by = steps.find(({ ev }) => ev === 'sale.override')?.d['by'];
  const { tone, icon, question, answer, advice } = verdictOf(head, typeof by === 'string' ? by : undefined);
  const isPast = index < recording.steps.length - 1;
  const at = steps.at(-1)?.at ?? head.at;
  const memory = memoryAt(recording.steps, index);
  const sent = memory['latestSendAtMs'];
  const facts = { unanswered: Number(memory['unanswered'] ?? 0), sentAt: typeof sent === 'number' ? sent : undefined };
  const isCounting = isLive.value && isFollowing.value && head.outcome === undefined;
  const due =
    isCounting && isKilled.value
      ? { left: 'nothing is asked', of: 'until the till is started' }
      : dueOf(head, isCounting ? Math.max(now.value, at) : at, facts, recording.limits);
  return (
    <section class={`verdict tone-${tone}`} aria-label="Verdict" data-transaction={head.id}>
      <Icon name={icon} size={36} />
      <div class="words" aria-live="polite">
        <h1>
          <small>
            {question}
            {isPast ? ' What was known then:' : ''}
          </small>
          {answer}
        </h1>
        <p>{advice}</p>
      </div>
      <div class="due">
        <strong>{due.left}</strong>
        <span>{due.of}</span>
      </div>
    </section>
  );
}
