import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Recording } from '../../../machines/inspection/recording.types.ts';
import type { WhatIf } from '../../../machines/inspection/what-if.ts';
import { stateName } from '../../view/format.ts';
import { factsAt } from '../../view/moment.ts';
import { route, toggleCompare } from '../store.ts';

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
      <NextList next={recording.moments[index]?.next ?? []} at={step?.to ?? ''} />
    </aside>
  );
}

/** `armTimer check +1500` */
function readable(command: string): string {
  return command.replace(
    /armTimer (\w+) \+(\d+)/,
    (_, timer: string, ms: string) => `timer ${timer} in ${Number(ms) / 1000} s`,
  );
}

function NextList({ next, at }: { readonly next: readonly WhatIf[]; readonly at: string }): JSX.Element {
  const [tried, setTried] = useState<number | undefined>(undefined);
  const chosen = tried === undefined ? undefined : next[tried];
  // What leads to the same place whatever it says is one line.
  const accepted = [
    ...new Map(next.filter(({ isAccepted }) => isAccepted).map((one) => [`${one.ev} ${one.to}`, one])).values(),
  ];
  return (
    <>
      <div class="pane-head">
        <h2>What can happen next</h2>
      </div>
      <ul class="next">
        {accepted.map(({ ev, to }) => (
          <li key={`${ev} ${to}`}>
            <span>{ev}</span>
            <span class="dim">{to === at ? 'stays' : `→ ${to.replace(/^.*\./, '')}`}</span>
          </li>
        ))}
        {accepted.length === 0 && <li class="dim">Nothing: it is settled.</li>}
      </ul>
      <div class="what-if">
        <label>
          Try an event here: nothing is sent or stored
          <select
            id="what-if"
            value={tried ?? ''}
            onChange={({ currentTarget: { value } }) => setTried(value === '' ? undefined : Number(value))}
          >
            <option value="">choose an event</option>
            {next.map(({ ev, case: name }, position) => (
              <option key={position} value={position}>
                {ev}
                {name === undefined ? '' : ` (${name})`}
              </option>
            ))}
          </select>
        </label>
        {chosen !== undefined && <Answer would={chosen} />}
      </div>
    </>
  );
}

function Answer({ would: { ev, to, guards, cmds, isAccepted } }: { readonly would: WhatIf }): JSX.Element {
  const asked = Object.entries(guards).map(([name, value]) => `${name}: ${value ? 'yes' : 'no'}`);
  if (!isAccepted) {
    return (
      <p class="answer" role="status">
        <b>{ev}</b> would change nothing.{asked.length > 0 && ` Guards: ${asked.join(', ')}.`}
      </p>
    );
  }
  return (
    <p class="answer" role="status">
      <b>{ev}</b> would lead to <b>{stateName(to)}</b>. Commands:{' '}
      {cmds.length === 0 ? 'none' : cmds.map(readable).join(', ')}.{asked.length > 0 && ` Guards: ${asked.join(', ')}.`}
    </p>
  );
}
