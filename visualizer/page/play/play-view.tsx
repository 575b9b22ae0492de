import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { meaningOf } from '../../view/moment.ts';
import type { PlayState } from '../../view/play-state.ts';
import { TerminalChart } from '../terminal-chart-pane.tsx';
import { TransactionChart } from '../transaction/chart-pane.tsx';
import { TerminalPane } from './terminal-pane.tsx';
import { TillPane } from './till-pane.tsx';
import { followPlay, play } from './play-store.ts';
import { SequencePane } from '../transaction/sequence-pane.tsx';
import { heads, missing, playhead, playing, recording, route, terminals } from '../store.ts';
import { TourBar } from './tour-bar.tsx';
import { VerdictBand } from '../transaction/verdict-band.tsx';

const NO_LIMITS = { fastChecksMax: 0, responseTimeoutMs: 0 };

/** A till, a terminal, and what happens between them. */
export function PlayView(): JSX.Element {
  useEffect(() => {
    followPlay();
    return () => (playing.value = undefined);
  }, []);
  const state = play.value;
  const { value } = route;
  const scene = value.page === 'play' ? value.scene : 0;
  if (state === undefined) {
    return (
      <main class="nothing">
        <h1 class="hidden">Play</h1>
        <p>The till starts.</p>
      </main>
    );
  }
  const opened = recording.value;
  const isUnknown =
    opened !== undefined && opened.head.outcome === undefined && opened.head.tags.includes('outcomeUnknown');
  // One that the engine refuses at once has no records.
  const refused = missing.value === undefined ? undefined : heads.value.get(missing.value);
  const [terminal] = terminals.value.values();
  return (
    <div class="play">
      <TourBar number={scene} />
      {opened !== undefined ? (
        <VerdictBand recording={opened} index={playhead.value} />
      ) : refused === undefined ? (
        <Quiet />
      ) : (
        <VerdictBand recording={{ head: refused, limits: NO_LIMITS, steps: [], moments: [] }} index={0} />
      )}
      <main class="play-columns">
        <TillPane state={state} isUnknown={isUnknown} />
        <TerminalPane state={state} />
        <div class="stage">
          {opened === undefined ? (
            <p class="empty">
              {refused === undefined
                ? 'Start a payment: where it stands is drawn here.'
                : `Refused, and nothing was sent or stored. ${meaningOf(refused.fault ?? '')}`}
            </p>
          ) : (
            <>
              <TransactionChart recording={opened} index={playhead.value} />
              <SequencePane recording={opened} index={playhead.value} />
            </>
          )}
          {terminal !== undefined && <TerminalChart terminal={terminal} />}
          <Ledger state={state} />
        </div>
      </main>
    </div>
  );
}

function Quiet(): JSX.Element {
  return (
    <section class="verdict tone-nottaken" aria-label="Verdict">
      <span />
      <div class="words">
        <h1>
          <small>May the shopper have been charged?</small>Nothing has begun.
        </h1>
        <p>The answer to this question is always here.</p>
      </div>
      <div class="due" />
    </section>
  );
}

/** What really happened, which no till can see. */
function Ledger({ state: { ledger } }: { readonly state: PlayState }): JSX.Element {
  return (
    <section aria-label="Ledger">
      <div class="pane-head">
        <h2>The terminal’s ledger: what is true</h2>
      </div>
      <table class="ledger">
        <thead class="hidden">
          <tr>
            <th>reference</th>
            <th>taken</th>
            <th>requests</th>
          </tr>
        </thead>
        <tbody>
          {ledger.map(({ reference, taken, requests }, index) => (
            <tr key={index}>
              <td>{reference}</td>
              <td>{taken === undefined ? <span class="dim">nothing taken</span> : <b>{taken} taken</b>}</td>
              <td class="dim">{requests === 1 ? '1 request' : `${requests} requests`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {ledger.length === 0 && <p class="empty">Nothing yet.</p>}
    </section>
  );
}
