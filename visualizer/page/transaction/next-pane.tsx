import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Moment } from '../../../machines/inspection/recording.types.ts';
import type { WhatIf } from '../../../machines/inspection/what-if.ts';
import { readable, stateName } from '../../view/format.ts';

/** What can happen next, and what any event would do, also at another time. */
export function NextPane({ moment, at }: { readonly moment: Moment | undefined; readonly at: string }): JSX.Element {
  const [tried, setTried] = useState<number | undefined>(undefined);
  const [when, setWhen] = useState('');
  const { next = [], otherTimes = [] } = moment ?? {};
  const usual = tried === undefined ? undefined : next[tried];
  const other = otherTimes.find(
    (one) => one.when === when && one.would.ev === usual?.ev && one.would.case === usual.case,
  );
  const times = [...new Set(otherTimes.filter(({ would }) => would.ev === usual?.ev).map((one) => one.when))];
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
        <label>
          It comes
          <select
            id="what-if-when"
            value={times.includes(when) ? when : ''}
            disabled={times.length === 0}
            onChange={({ currentTarget: { value } }) => setWhen(value)}
          >
            <option value="">{times.length === 0 ? 'at any time: it makes no difference' : 'at once'}</option>
            {times.map((time) => (
              <option key={time}>{time}</option>
            ))}
          </select>
        </label>
        {usual !== undefined && <Answer would={other?.would ?? usual} />}
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
