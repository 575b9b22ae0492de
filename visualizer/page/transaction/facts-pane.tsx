import type { JSX } from 'preact';
import type { Recording } from '../../../machines/inspection/recording.types.ts';
import { readable } from '../../view/format.ts';
import { factsAt } from '../../view/moment.ts';
import { route, toggleCompare } from '../store.ts';
import { NextPane } from './next-pane.tsx';

/** What was known at the moment, what had changed, and what could have come next. */
export function FactsPane({
  recording,
  index,
}: {
  readonly recording: Recording;
  readonly index: number;
}): JSX.Element {
  const versus = route.value.page === 'transactions' ? route.value.versus : undefined;
  const facts = factsAt(recording, index, versus);
  const step = recording.steps[index];
  const guards = Object.entries(step?.guards ?? {});
  return (
    <aside class="facts" aria-label="Facts">
      <div class="pane-head">
        <h2>
          Facts at event {index}
          {versus === undefined ? '' : `, against ${versus}`}
        </h2>
        <button type="button" class="button" aria-pressed={versus !== undefined} onClick={toggleCompare}>
          Compare
        </button>
      </div>
      <dl>
        {facts.map(({ name, value, was, isCode }) => (
          <div key={name} class={was === undefined ? '' : 'changed'}>
            <dt>{name}</dt>
            <dd class={isCode ? 'num' : ''}>
              {value}
              {was !== undefined && <span class="dim"> was {was}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <div class="pane-head">
        <h2>What the machine did</h2>
      </div>
      <dl>
        <div>
          <dt>event</dt>
          <dd>{step?.ev}</dd>
        </div>
        <div>
          <dt>guards</dt>
          <dd>
            {guards.length === 0
              ? 'none asked'
              : guards.map(([name, value]) => `${name}: ${value ? 'yes' : 'no'}`).join(', ')}
          </dd>
        </div>
        <div>
          <dt>commands</dt>
          <dd>{step === undefined || step.cmds.length === 0 ? 'none' : step.cmds.map(readable).join(', ')}</dd>
        </div>
      </dl>
      <NextPane moment={recording.moments[index]} at={step?.to ?? ''} />
    </aside>
  );
}
