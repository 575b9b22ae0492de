import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MachineStep } from '../../../machines/inspection/feed.types.ts';

/** More are drawn on a canvas: elements by the hundred make the page slow, and no eye tells them apart. */
const ELEMENTS_MAX = 500;

interface TicksProps {
  readonly steps: readonly MachineStep[];
  readonly index: number;
  /** Where an event stands, 0 to 1. */
  readonly shareOf: (index: number) => number;
}

/** A mark for each event: what is later than the moment is fainter. The slider says the same to who cannot see them. */
export function Ticks(props: TicksProps): JSX.Element {
  const { steps, index, shareOf } = props;
  if (steps.length > ELEMENTS_MAX) return <PaintedTicks {...props} />;
  return (
    <>
      {steps.map(({ ev }, position) => (
        <i
          key={position}
          class={`tick${position > index ? ' later' : ''}`}
          style={{ left: percent(shareOf(position)) }}
          title={`${position}: ${ev}`}
        />
      ))}
    </>
  );
}

function PaintedTicks({ steps, index, shareOf }: TicksProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const paint = () => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return;
    const { width, height } = element.getBoundingClientRect();
    const { color, borderColor } = getComputedStyle(element);
    [element.width, element.height] = [width * devicePixelRatio, height * devicePixelRatio];
    context.scale(devicePixelRatio, devicePixelRatio);
    for (const position of steps.keys()) {
      const isLater = position > index;
      context.fillStyle = isLater ? borderColor : color;
      context.fillRect(
        Math.round(shareOf(position) * width),
        isLater ? height / 2 : 0,
        1,
        isLater ? height / 2 : height,
      );
    }
  };
  useEffect(paint);
  useEffect(() => {
    // Another width, or another colour scheme: what is painted does not follow by itself.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    addEventListener('resize', paint);
    scheme.addEventListener('change', paint);
    return () => {
      removeEventListener('resize', paint);
      scheme.removeEventListener('change', paint);
    };
  }, [steps, index, shareOf]);
  return <canvas ref={canvas} class="ticks" aria-hidden="true" />;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
