import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { signal } from '@preact/signals';
import { play } from './play-store.ts';
import { prepare, SCENES } from './scenes.ts';
import { go, recording } from '../store.ts';

/** The step of the scene that is played. */
export const sceneStep = signal(0);

/** The payment that was there before the scene began: it is none of it. */
const before = signal<string | undefined>(undefined);

/** The guided tour: says what comes, lights what is to be pressed, and presses it. */
export function TourBar({ number }: { readonly number: number }): JSX.Element {
  const scene = SCENES[number - 1];
  const begin = () => {
    sceneStep.value = 0;
    before.value = play.peek()?.transaction;
    if (scene !== undefined) prepare(scene);
  };
  useEffect(begin, [number]);
  const step = scene?.steps[sceneStep.value];
  const own = recording.value?.head.id === before.value ? undefined : recording.value;
  const seen = { play: play.value, recording: recording.value, own };
  const isMissed = step?.missed?.(seen) === true;
  const isReady = isMissed || step?.ready(seen) === true;
  useEffect(() => {
    const lit = document.querySelector(`[data-control="${step?.press ?? 'none'}"]`);
    lit?.classList.add('lit');
    return () => lit?.classList.remove('lit');
  }, [step, play.value === undefined]);

  const next = () => {
    if (isMissed) return begin();
    if (step?.press !== undefined) document.querySelector<HTMLElement>(`[data-control="${step.press}"]`)?.click();
    if (scene !== undefined && sceneStep.value < scene.steps.length - 1) sceneStep.value += 1;
    else go({ page: 'play', scene: number < SCENES.length ? number + 1 : 0 });
  };
  return (
    <section class="tour" aria-label="Tour">
      <ol>
        {SCENES.map(({ title }, index) => (
          <li key={title}>
            <a
              href={`#/play/${index + 1}`}
              class={index + 1 === number ? 'on' : ''}
              aria-current={index + 1 === number ? 'step' : undefined}
              aria-label={`Scene ${index + 1}: ${title}`}
              title={title}
            >
              {index + 1}
            </a>
          </li>
        ))}
      </ol>
      {scene === undefined || step === undefined ? (
        <p>
          Six scenes show what can happen to a payment, in five minutes. Or just play: start a payment, then hold a
          card.
        </p>
      ) : (
        <p>
          <b>
            Scene {number}: {scene.title}.
          </b>{' '}
          {step.say}
        </p>
      )}
      {scene === undefined ? (
        <a class="button primary" href="#/play/1">
          Start the tour
        </a>
      ) : (
        <button type="button" id="tour-next" class="button primary" disabled={!isReady} onClick={next}>
          {isMissed ? 'Too late: once more' : step?.button}
        </button>
      )}
    </section>
  );
}
