import type { InspectEntry } from './feed.types.ts';

/** An event as the inspectors of XState read it: plain data, in the shape of the package @statelyai/inspect. */
export interface InspectorEvent {
  readonly type: '@xstate.actor' | '@xstate.event' | '@xstate.snapshot';
  readonly _version: '0.4.0';
  readonly id: string;
  readonly createdAt: string;
  readonly sessionId: string;
  readonly rootId: string;
  readonly name?: string;
  readonly parentId?: undefined;
  readonly sourceId?: undefined;
  readonly event?: { readonly type: string };
  readonly snapshot?: { readonly status: 'active' | 'done'; readonly value: string; readonly context: object };
}

/**
 * Makes an adapter: entries of the feed in, events for an inspector out. A machine is an actor, which is announced at its first step. What
 * the feed leaves out is not there either.
 */
export function toInspectorEvents(): (entry: InspectEntry) => readonly InspectorEvent[] {
  const contexts = new Map<string, object>();
  return (entry) => {
    if (entry.k !== 'step') return [];
    const sessionId = entry.id ?? entry.poi;
    const base = {
      _version: '0.4.0',
      createdAt: String(entry.at),
      sessionId,
      rootId: sessionId,
      id: String(entry.n),
    } as const;
    const known = contexts.get(sessionId);
    const context = { ...known, ...entry.ctx };
    const isDone = entry.to === 'settled';
    if (isDone) contexts.delete(sessionId);
    else contexts.set(sessionId, context);
    const snapshot = { status: isDone ? 'done' : 'active', value: entry.to, context } as const;
    const event = { type: entry.ev, ...entry.d };
    return [
      ...(known === undefined
        ? [{ ...base, type: '@xstate.actor', name: `${entry.m} ${sessionId}`, snapshot } as const]
        : []),
      { ...base, type: '@xstate.event', event },
      { ...base, type: '@xstate.snapshot', event, snapshot },
    ];
  };
}
