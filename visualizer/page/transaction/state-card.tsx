import type { JSX } from 'preact';
import type { Recording } from '../../../machines/inspection/recording.types.ts';
import { stateName } from '../../view/format.ts';
import { overview } from '../store.ts';

/** What the state under the pointer means, and what it would accept if it is the active one. The card has a place of its own. */
export function StateCard({
  state,
  recording,
  index,
}: {
  readonly state: string | undefined;
  readonly recording: Recording;
  readonly index: number;
}): JSX.Element {
  const note = state === undefined ? undefined : overview.value?.notes[state];
  const at = recording.steps[index]?.to ?? '';
  if (state === undefined || note === undefined) {
    return <p class="state-card dim">Point at a state, or reach it by the keyboard, to read what it means.</p>;
  }
  const isActive = at === state || at.startsWith(`${state}.`);
  const events = new Set(
    (recording.moments[index]?.next ?? [])
      .filter(({ isAccepted }) => isAccepted)
      .map(({ ev, to }) => `${ev} → ${stateName(to)}`),
  );
  return (
    <p class="state-card">
      <b>{stateName(state)}</b> {note.note}
      {note.tags.map((tag) => (
        <span key={tag} class="tag">
          {tag}
        </span>
      ))}
      {isActive && events.size > 0 && (
        <span class="dim">
          {' '}
          accepts {[...events].slice(0, 4).join(', ')}
          {events.size > 4 ? ', …' : ''}
        </span>
      )}
    </p>
  );
}
