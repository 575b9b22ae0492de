import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PlayState, PlayTouch } from '../../view/play-state.ts';
import { Act, Pair } from './act-button.tsx';
import { Keypad } from './keypad.tsx';
import { act } from './play-store.ts';

type Screen = PlayState['screen'];

/** The terminal: its screen, what one can do at it, its paper. Everything has its place, whether or not it can be used. */
export function TerminalPane({ state: { screen, paper } }: { readonly state: PlayState }): JSX.Element {
  const question = `${screen.kind} ${screen.reference}`;
  const [typed, setTyped] = useState({ digits: '', question });
  const [isForeign, setForeign] = useState(false);
  // What was typed belongs to the question that it answers.
  const digits = typed.question === question ? typed.digits : '';
  const { kind } = screen;
  const canRemove = kind === 'remove' || kind === 'pin' || kind === 'currency';
  return (
    <section class="device-pane" aria-label="Terminal">
      <div class="pane-head">
        <h2>V400m-324688179</h2>
      </div>
      <div class="device">
        <ScreenView screen={screen} digits={digits} />
        <div class="readers">
          <Reader name="Tap card" press="tap" isForeign={isForeign} isOff={kind !== 'card'} />
          <Reader name="Insert" press="insert" isForeign={isForeign} isOff={kind !== 'card'} />
          <Reader name="Swipe" press="swipe" isForeign={isForeign} isOff={kind !== 'card'} />
        </div>
        <div class="readers two">
          <label class="check">
            <input
              type="checkbox"
              checked={isForeign}
              onInput={({ currentTarget }) => setForeign(currentTarget.checked)}
            />
            Card in USD
          </label>
          <button type="button" class="key" disabled={!canRemove} onClick={() => touch({ press: 'removeCard' })}>
            Remove card
          </button>
        </div>
        <Keypad kind={kind} digits={digits} onDigits={(next) => setTyped({ digits: next, question })} onPress={touch} />
      </div>
      <div class="pad">
        <Pair>
          <Act
            label="Cut its power"
            control="restart"
            action={{ do: 'restart', forgets: false }}
            isOff={kind === 'off'}
          />
          <Act
            label="…and it forgets"
            control="forget"
            action={{ do: 'restart', forgets: true }}
            isOff={kind === 'off'}
          />
        </Pair>
        <Act
          label="Another till pays here"
          control="otherTill"
          action={{ do: 'otherTill' }}
          isOff={!['idle', 'done', 'remove'].includes(kind)}
        />
      </div>
      <div class="papers" aria-label="Paper">
        {paper.map((lines, index) => (
          <pre key={`${index}${lines[1]}`}>{lines.join('\n')}</pre>
        ))}
      </div>
    </section>
  );
}

function touch(what: PlayTouch): void {
  void act({ do: 'touch', touch: what });
}

function ScreenView({ screen, digits }: { readonly screen: Screen; readonly digits: string }): JSX.Element {
  const { kind, line, amount = '', offer = '', reference = '' } = screen;
  return (
    <div class={`screen ${kind}`} role="group" aria-label="Screen of the terminal">
      <span role="status">
        {line}
        {kind === 'remove' && <em>Remove the card</em>}
      </span>
      <b>{kind === 'tip' ? `+ EUR ${(Number(digits) / 100).toFixed(2)}` : amount}</b>
      {kind === 'pin' && (
        <span class="dots" aria-label={`${digits.length} digits`}>
          {'●'.repeat(digits.length) || '· · · ·'}
        </span>
      )}
      {kind === 'currency' && (
        <span class="choices">
          <button type="button" onClick={() => touch({ press: 'currency', takesOffer: true })}>
            {offer}
          </button>
          <button type="button" onClick={() => touch({ press: 'currency', takesOffer: false })}>
            {amount}
          </button>
        </span>
      )}
      {kind === 'sign' && (
        <span class="choices">
          <button type="button" class="signature" onClick={() => touch({ press: 'sign', isAccepted: true })}>
            Sign here
          </button>
          <button type="button" onClick={() => touch({ press: 'sign', isAccepted: false })}>
            Staff: not the same
          </button>
        </span>
      )}
      {!['pin', 'currency', 'sign'].includes(kind) && <span class="small">{reference}</span>}
    </div>
  );
}

interface ReaderProps {
  readonly name: string;
  readonly press: 'tap' | 'insert' | 'swipe';
  readonly isForeign: boolean;
  readonly isOff: boolean;
}

function Reader({ name, press, isForeign, isOff }: ReaderProps): JSX.Element {
  return (
    <button
      type="button"
      class={`key ${press}`}
      data-control={press}
      disabled={isOff}
      onClick={() => touch({ press, isForeign })}
    >
      {name}
    </button>
  );
}
