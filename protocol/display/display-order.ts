import { DISPLAY_EVENTS, type DisplayEvent } from './display-events.ts';

const NAMES: readonly string[] = [...DISPLAY_EVENTS.keys()];

/** A step of a tender, as a notification reported it. */
export interface DisplayStep extends DisplayEvent {
  /** When the terminal sent it, by its own clock and in its own words. */
  readonly timeStamp?: string;
}

/**
 * The steps in the order in which they happened, which is that of the terminal's time stamps. The assumed order of phases decides
 * only where stamps are equal, and it places a step without one: before the first later phase. The result does not depend on the
 * order of arrival.
 */
export function inTerminalOrder<Step extends DisplayStep>(steps: readonly Step[]): Step[] {
  const stamped = steps
    .filter((step) => stampOf(step) !== undefined)
    .toSorted((a, b) => (stampOf(a) ?? 0) - (stampOf(b) ?? 0) || compareDisplayEvents(a, b));
  const unstamped = steps.filter((step) => stampOf(step) === undefined).toSorted(compareDisplayEvents);
  const ordered: Step[] = [];
  for (const step of stamped) {
    while (unstamped[0] !== undefined && unstamped[0].phaseOrder < step.phaseOrder)
      ordered.push(...unstamped.splice(0, 1));
    ordered.push(step);
  }
  return [...ordered, ...unstamped];
}

/** By the assumed order; names that are not known by the alphabet. */
function compareDisplayEvents(a: DisplayEvent, b: DisplayEvent): number {
  if (a.phaseOrder !== b.phaseOrder) return a.phaseOrder - b.phaseOrder;
  return NAMES.indexOf(a.event) - NAMES.indexOf(b.event) || (a.event < b.event ? -1 : a.event > b.event ? 1 : 0);
}

/** Epoch milliseconds; a stamp that is no time counts as missing. */
function stampOf({ timeStamp }: DisplayStep): number | undefined {
  const ms = Date.parse(timeStamp ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
