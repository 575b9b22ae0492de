import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { TOKENS } from './test-gateway.ts';

export interface ReceivedEvent {
  readonly id: string | undefined;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

export interface EventReader {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
  readonly events: readonly ReceivedEvent[];
  /** Every block of the stream, comments too. */
  readonly blocks: readonly string[];
  /** The first event of a type, received already or later. */
  next(type: string, matches?: (data: Record<string, unknown>) => boolean): Promise<ReceivedEvent>;
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens a stream of events, as a till does. */
export async function readEvents(
  url: string,
  path = '/v1/events',
  headers: Readonly<Record<string, string>> = {},
): Promise<EventReader> {
  const events: ReceivedEvent[] = [];
  const blocks: string[] = [];
  const waiting = new Set<() => void>();
  const request = get(`${url}${path}`, {
    agent: false,
    headers: { Authorization: `Bearer ${TOKENS.reader}`, ...headers },
  });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
  });
  let rest = '';
  response.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n\n');
    rest = parts.pop() ?? '';
    for (const block of parts) {
      blocks.push(block);
      const event = eventIn(block);
      if (event !== undefined) events.push(event);
    }
    for (const wake of waiting) wake();
  });
  response.on('error', () => {});
  const ended = new Promise<void>((resolve) => response.once('close', resolve));
  return {
    request,
    response,
    events,
    blocks,
    ended,
    close: () => request.destroy(),
    async next(type, matches = () => true) {
      for (;;) {
        const found = events.find((event) => event.type === type && matches(event.data));
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiting.delete(wake);
            resolve();
          };
          waiting.add(wake);
        });
      }
    },
  };
}

function eventIn(block: string): ReceivedEvent | undefined {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const data = field('data');
  if (data === undefined) return undefined;
  return { id: field('id'), type: field('event') ?? 'message', data: JSON.parse(data) as Record<string, unknown> };
}
