import type { JSX } from 'preact';
import type { PlayAction } from '../../view/play-state.ts';
import { act } from './play-store.ts';

interface ActProps {
  readonly label: string;
  readonly action: PlayAction;
  readonly isOff: boolean;
  /** What the tour calls it. */
  readonly control?: string;
}

/** A button that asks the program behind the page for something. */
export function Act({ label, action, isOff, control }: ActProps): JSX.Element {
  return (
    <button type="button" class="button" data-control={control} disabled={isOff} onClick={() => void act(action)}>
      {label}
    </button>
  );
}

export function Pair({ children }: { readonly children: readonly JSX.Element[] }): JSX.Element {
  return <div class="pair">{children}</div>;
}
