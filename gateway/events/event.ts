/** What is reported as it happens. */
export const EVENT_TYPES = ['transaction', 'display', 'terminal', 'notification', 'alert', 'health'] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What the data of an event is about: a reader can ask for one of these alone. */
export interface EventSubject {
  readonly poiid?: string | undefined;
  readonly transaction?: string | undefined;
}

export interface GatewayEvent extends EventSubject {
  /** From 1, without a gap. */
  readonly number: number;
  /** Up to where everything in a shared journal was reported before it. */
  readonly place?: number | undefined;
  readonly type: string;
  /** JSON, on one line. */
  readonly data: string;
}

/** An event that is not of this run. */
export type MissedEvent = Omit<GatewayEvent, 'number' | 'place'> & {
  /** What this run reported last of that is older: this comes after it. */
  readonly isNewer?: true;
};

/** What a reader wants; everything where nothing is said. */
export interface EventFilter extends EventSubject {
  readonly types?: readonly string[] | undefined;
}

/** Whether a reader wants an event. What belongs to no terminal (the health of the journal) belongs to each. */
export function isWanted({ types, poiid, transaction }: EventFilter, event: MissedEvent): boolean {
  return (
    (types?.includes(event.type) ?? true) &&
    (poiid === undefined || event.poiid === undefined || event.poiid === poiid) &&
    (transaction === undefined || event.transaction === transaction)
  );
}
