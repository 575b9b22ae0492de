import type { JSX } from 'preact';
import type { PlayAction, PlayFault, PlayState } from '../../view/play-state.ts';
import { act, draft, pay } from './play-store.ts';

const FAULTS: readonly (readonly [PlayFault, string, string])[] = [
  ['loseAnswer', 'Lose the answer', 'the money is taken, the till does not hear of it'],
  ['loseRequest', 'Lose the request', 'nothing is taken, and it looks the same'],
  ['refuse', 'Pull the cable before', 'nothing leaves the till'],
  ['late', 'Answer too late', 'after the till has stopped waiting'],
  ['wrongKey', 'Spoil the answer', 'it cannot be verified, so it does not count'],
  ['busy', 'Menu is open', 'the terminal says that it is busy'],
  ['hostDown', 'Host is down', 'the terminal cannot ask the bank'],
];

interface PaneProps {
  readonly state: PlayState;
  readonly isUnknown: boolean;
}

/** What a clerk has, what kills the till, and what goes wrong next. */
export function TillPane({ state, isUnknown }: PaneProps): JSX.Element {
  const { amount, reference } = draft.value;
  const { isRunning, faults } = state;
  return (
    <section class="till" aria-label="Till">
      <div class="pane-head">
        <h2>Till 01</h2>
        <span class={`pill tone-${isRunning ? 'taken' : 'fault'}`}>{isRunning ? 'runs' : 'no power'}</span>
      </div>
      <div class="pad">
        <label>
          Amount in EUR
          <input
            class="field"
            inputMode="decimal"
            value={amount}
            onInput={({ currentTarget }) => (draft.value = { ...draft.value, amount: currentTarget.value })}
          />
        </label>
        <label>
          Reference
          <input
            class="field"
            value={reference}
            onInput={({ currentTarget }) => (draft.value = { ...draft.value, reference: currentTarget.value })}
          />
        </label>
        <button type="button" class="button primary tall" data-control="pay" disabled={!isRunning} onClick={pay}>
          Pay EUR {amount}
        </button>
        <Pair>
          <Act label="Stop" action={{ do: 'stop' }} isOff={!isRunning} />
          <Act label="Refund" action={{ do: 'refund' }} isOff={!isRunning} />
        </Pair>
        <h3>When it is not known</h3>
        <Pair>
          <Act
            label="It was charged"
            control="charged"
            action={{ do: 'decide', outcome: 'charged' }}
            isOff={!isUnknown}
          />
          <Act label="It was not" action={{ do: 'decide', outcome: 'notCharged' }} isOff={!isUnknown} />
        </Pair>
        <Act label="Ask the terminal now" action={{ do: 'check' }} isOff={!isUnknown} />
        <h3>The till's process</h3>
        <Pair>
          <Act label="Kill" control="kill" action={{ do: 'kill' }} isOff={!isRunning} />
          <Act label="Start" control="start" action={{ do: 'start' }} isOff={isRunning} />
        </Pair>
        <h3>Faults for the next payment</h3>
        <div class="switches">
          {FAULTS.map(([fault, name, effect]) => (
            <button
              key={fault}
              type="button"
              role="switch"
              class="switch"
              data-control={fault}
              aria-checked={faults.includes(fault)}
              onClick={() => void act({ do: 'fault', fault, isOn: !faults.includes(fault) })}
            >
              <span>
                {name}
                <small>{effect}</small>
              </span>
              <i />
            </button>
          ))}
        </div>
      </div>
    </section>
  );
}

type Card = Extract<PlayAction, { do: 'card' }>['how'];
const KEYS: readonly (readonly [Card, string])[] = [
  ['insert', 'Insert, PIN'],
  ['swipe', 'Swipe, sign'],
  ['dcc', 'Own currency'],
  ['wrongPin', 'Wrong PIN'],
  ['remove', 'Remove card'],
];

/** The terminal: its screen, what one can do at it, its paper. */
export function TerminalPane({ state: { screen, paper } }: { readonly state: PlayState }): JSX.Element {
  const isOff = screen.kind !== 'card';
  return (
    <section class="device-pane" aria-label="Terminal">
      <div class="pane-head">
        <h2>V400m-324688179</h2>
      </div>
      <div class="device">
        <div class={`screen ${screen.kind}`} role="status" aria-label="Screen of the terminal">
          <span>{screen.line}</span>
          <b>{screen.amount ?? ''}</b>
          <span class="small">{screen.reference ?? ''}</span>
        </div>
        <button
          type="button"
          class="key tap"
          data-control="tap"
          disabled={isOff}
          onClick={() => void act({ do: 'card', how: 'tap' })}
        >
          Tap card
        </button>
        <div class="keys">
          {KEYS.map(([how, name]) => (
            <button key={how} type="button" class="key" disabled={isOff} onClick={() => void act({ do: 'card', how })}>
              {name}
            </button>
          ))}
          <button
            type="button"
            class="key stop"
            disabled={isOff}
            onClick={() => void act({ do: 'card', how: 'cancel' })}
          >
            Stop
          </button>
        </div>
      </div>
      <div class="papers" aria-label="Paper">
        {paper.map((lines, index) => (
          <pre key={`${index}${lines[1]}`}>{lines.join('\n')}</pre>
        ))}
      </div>
      <div class="pad">
        <Act
          label="Cut its power, and it forgets"
          control="powerCut"
          action={{ do: 'powerCut' }}
          isOff={screen.kind === 'off'}
        />
        <Act
          label="Another till pays here"
          control="otherTill"
          action={{ do: 'otherTill' }}
          isOff={screen.kind === 'card' || screen.kind === 'off'}
        />
      </div>
    </section>
  );
}

function Pair({ children }: { readonly children: readonly JSX.Element[] }): JSX.Element {
  return <div class="pair">{children}</div>;
}

interface ActProps {
  readonly label: string;
  readonly action: PlayAction;
  readonly isOff: boolean;
  readonly control?: string;
}

function Act({ label, action, isOff, control }: ActProps): JSX.Element {
  return (
    <button type="button" class="button" data-control={control} disabled={isOff} onClick={() => void act(action)}>
      {label}
    </button>
  );
}
