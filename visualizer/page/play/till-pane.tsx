import type { JSX } from 'preact';
import type { PlayFault, PlayState } from '../../view/play-state.ts';
import { Act, Pair } from './act-button.tsx';
import { act, draft, pay } from './play-store.ts';

const FAULTS: readonly (readonly [PlayFault, string, string])[] = [
  ['loseAnswer', 'Cable out at the answer', 'the money is taken, the till does not hear of it'],
  ['loseRequest', 'Lose the request', 'nothing is taken, and it looks the same'],
  ['refuse', 'Cable out before', 'nothing leaves the till'],
  ['slow', 'Slow answer', 'it comes, while the till still waits'],
  ['late', 'Answer too late', 'after the till has stopped waiting'],
  ['wrongKey', 'Wrong key', 'the answer cannot be verified, so it does not count'],
  ['busy', 'Menu is open', 'the terminal says that it is busy'],
  ['hostDown', 'Host is down', 'the terminal cannot ask the bank'],
];

/** What a clerk has, what kills the till, and what goes wrong next. */
export function TillPane({
  state,
  isUnknown,
}: {
  readonly state: PlayState;
  readonly isUnknown: boolean;
}): JSX.Element {
  const { amount } = draft.value;
  const { pid, faults } = state;
  const isRunning = pid !== undefined;
  return (
    <section class="till" aria-label="Till">
      <div class="pane-head">
        <h2>Till 01</h2>
        <span class={`pill tone-${isRunning ? 'flight' : 'fault'}`}>{isRunning ? `process ${pid}` : 'killed'}</span>
      </div>
      <div class="pad">
        <Field label="Amount in EUR" name="amount" inputMode="decimal" />
        <Field label="Reference" name="reference" />
        <label class="check">
          <input
            type="checkbox"
            checked={draft.value.asksForTip}
            onInput={({ currentTarget }) => (draft.value = { ...draft.value, asksForTip: currentTarget.checked })}
          />
          The terminal asks for a tip
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
        <h3>The till’s process, by SIGKILL</h3>
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

interface FieldProps {
  readonly label: string;
  readonly name: 'amount' | 'reference';
  readonly inputMode?: 'decimal';
}

function Field({ label, name, inputMode }: FieldProps): JSX.Element {
  return (
    <label>
      {label}
      <input
        class="field"
        inputMode={inputMode}
        value={draft.value[name]}
        onInput={({ currentTarget }) => (draft.value = { ...draft.value, [name]: currentTarget.value })}
      />
    </label>
  );
}
