import type { JSX } from 'preact';
import type { PlayScreen, PlayTouch } from '../../view/play-state.ts';

interface KeypadProps {
  readonly kind: PlayScreen;
  readonly digits: string;
  readonly onDigits: (digits: string) => void;
  readonly onPress: (touch: PlayTouch) => void;
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;
/** How many digits each question takes. */
const LONGEST: Partial<Readonly<Record<PlayScreen, number>>> = { tip: 5, pin: 6 };
const CANCELS: readonly PlayScreen[] = ['tip', 'card', 'currency', 'pin'];
const PIN_SHORTEST = 4;
/** The one that the bank refuses. */
const WRONG_PIN = '0000';

/** Digits, and the red, yellow and green keys. The keyboard works as well, while one of them has the focus. A PIN never leaves the page. */
export function Keypad({ kind, digits, onDigits, onPress }: KeypadProps): JSX.Element {
  const longest = LONGEST[kind] ?? 0;
  const canConfirm = kind === 'tip' || (kind === 'pin' && digits.length >= PIN_SHORTEST);
  const type = (digit: string) => digits.length < longest && onDigits(`${digits}${digit}`);
  const clear = () => onDigits('');
  const confirm = () => {
    if (!canConfirm) return;
    onPress(kind === 'tip' ? { press: 'tip', tip: Number(digits) } : { press: 'pin', isRight: digits !== WRONG_PIN });
  };
  const cancel = () => CANCELS.includes(kind) && onPress({ press: 'cancel' });
  const onKeyDown = (event: KeyboardEvent) => {
    if (/^\d$/.test(event.key)) type(event.key);
    else if (event.key === 'Backspace') clear();
    else if (event.key === 'Escape') cancel();
  };
  return (
    <>
      <div class="keypad" role="group" aria-label="Keys of the terminal" onKeyDown={onKeyDown}>
        {DIGITS.map((digit) => (
          <button
            key={digit}
            type="button"
            class={`key digit d${digit}`}
            aria-disabled={longest === 0}
            onClick={() => type(digit)}
          >
            {digit}
          </button>
        ))}
        <button
          type="button"
          class="key stop"
          aria-label="Stop the terminal"
          aria-disabled={!CANCELS.includes(kind)}
          onClick={cancel}
        >
          ✕
        </button>
        <button type="button" class="key clear" aria-label="Clear" aria-disabled={digits === ''} onClick={clear}>
          ←
        </button>
        <button type="button" class="key ok" aria-label="OK" aria-disabled={!canConfirm} onClick={confirm}>
          ✓
        </button>
      </div>
      <p class="hint">Any PIN is right, except 0000.</p>
    </>
  );
}
