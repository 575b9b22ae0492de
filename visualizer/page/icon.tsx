import { h, type JSX } from 'preact';
import type { Draw } from '../chart/chart.types.ts';
import { drawIcon, type IconName } from '../chart/icons.ts';
import type { Head } from '../../machines/inspection/feed.types.ts';
import { verdictOf } from '../view/verdict.ts';

export const draw: Draw<JSX.Element> = (tag, attributes, ...children) => h(tag, attributes, ...children);

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): JSX.Element {
  return drawIcon(draw, name, size);
}

/** The shape and the colour of a transaction: both say the same. */
export function HeadIcon({ head, size = 16 }: { readonly head: Head; readonly size?: number }): JSX.Element {
  const { icon, tone } = verdictOf(head);
  return (
    <span class={`glyph tone-${tone}`}>
      <Icon name={icon} size={size} />
    </span>
  );
}
