import type { JSX } from 'preact';
import { useSignal } from '@preact/signals';
import type { Recording } from '../../../machines/inspection/recording.types.ts';
import { verdictOf } from '../../view/verdict.ts';
import { percent, Ticks } from './ticks.tsx';
import { followLive, go, isFollowing, isLive, lookAt, notify, overview, route } from '../store.ts';

/** The events of a transaction as a slider: each step back or forward is one event of the journal. */
export function TimeBar({ recording, index }: { readonly recording: Recording; readonly index: number }): JSX.Element {
  const last = recording.steps.length - 1;
  const byClock = useSignal(false);
  const versus = route.value.page === 'transactions' ? route.value.versus : undefined;
  const share = shareOf(recording, byClock.value);
  const place = (position: number) => percent(share(position));
  return (
    <footer class="time" aria-label="Time">
      <div class="controls">
        <StepButton label="First event" sign="|◀" onPress={() => lookAt(0)} isOff={index === 0} />
        <StepButton label="Step back" sign="◀" onPress={() => lookAt(index - 1)} isOff={index === 0} />
        <StepButton label="Step forward" sign="▶" onPress={() => lookAt(index + 1)} isOff={index === last} />
        <StepButton label="Last event" sign="▶|" onPress={() => lookAt(last)} isOff={index === last} />
      </div>
      <div class="track">
        <Bands recording={recording} place={place} />
        <Ticks steps={recording.steps} index={index} shareOf={share} />
        {versus !== undefined && <i class="head versus" style={{ left: place(Math.min(versus, last)) }} />}
        <i class="head" style={{ left: place(index) }} />
        <input
          type="range"
          min={0}
          max={last}
          value={index}
          aria-label="Event"
          aria-valuetext={`event ${index} of ${last}: ${recording.steps[index]?.ev ?? ''}`}
          onInput={({ currentTarget }) => lookAt(Number(currentTarget.value))}
        />
        {versus !== undefined && (
          <input
            class="second"
            type="range"
            min={0}
            max={last}
            value={versus}
            aria-label="Compared event"
            onInput={({ currentTarget }) =>
              route.value.page === 'transactions' && go({ ...route.value, versus: Number(currentTarget.value) })
            }
          />
        )}
      </div>
      <div class="controls more">
        <button
          type="button"
          class="button"
          aria-pressed={byClock.value}
          onClick={() => (byClock.value = !byClock.value)}
        >
          {byClock.value ? 'By clock' : 'By event'}
        </button>
        <button type="button" class="button" onClick={() => void copyLink()}>
          Copy link
        </button>
        {isLive.value && (
          <button type="button" class="button accent" disabled={isFollowing.value} onClick={followLive}>
            {isFollowing.value ? 'Live' : 'Go live'}
          </button>
        )}
      </div>
    </footer>
  );
}

interface StepProps {
  readonly label: string;
  readonly sign: string;
  readonly isOff: boolean;
  readonly onPress: () => void;
}

function StepButton({ label, sign, onPress, isOff }: StepProps): JSX.Element {
  return (
    <button type="button" class="button" aria-label={label} disabled={isOff} onClick={onPress}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}

/** The states as bands, each with its name where there is room. */
function Bands({
  recording,
  place,
}: {
  readonly recording: Recording;
  readonly place: (index: number) => string;
}): JSX.Element {
  const bands: { name: string; tone: string; from: number; to: number }[] = [];
  for (const [position, { to }] of recording.steps.entries()) {
    const name = to.replace(/\..*/, '');
    const { tone } = verdictOf(recording.moments[position]?.head ?? recording.head);
    const before = bands.at(-1);
    if (before?.name === name) before.to = position;
    else bands.push({ name, tone, from: position, to: position });
  }
  return (
    <>
      {bands.map(({ name, tone, from }, position) => {
        const until = bands[position + 1]?.from;
        return (
          <span
            key={position}
            class={`band tone-${tone}`}
            title={name}
            style={{ left: place(from), right: until === undefined ? '0' : `calc(100% - ${place(until)} + 2px)` }}
          >
            <span class={name.length > 9 ? 'long' : ''}>{name}</span>
          </span>
        );
      })}
    </>
  );
}

/** Where an event stands on the track, 0 to 1: evenly, or by the clock. The last one has some room to its right. */
function shareOf({ steps }: Recording, byClock: boolean): (index: number) => number {
  const [first, last] = [steps[0]?.at ?? 0, steps.at(-1)?.at ?? 0];
  return (index) => {
    const even = steps.length < 2 ? 0 : index / (steps.length - 1);
    return (byClock && last > first ? ((steps[index]?.at ?? first) - first) / (last - first) : even) * 0.92;
  };
}

export async function copyLink(): Promise<void> {
  const command = overview.peek()?.command ?? '';
  const text = `${location.hash}${command === '' ? '' : `\n${command}`}`;
  try {
    await navigator.clipboard.writeText(text);
    notify('Copied: the moment, and the command that opens it.');
  } catch {
    notify(text);
  }
}
