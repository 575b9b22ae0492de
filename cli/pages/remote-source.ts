import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Inspected, InspectedChanges, InspectedOverview, Recording } from '../../index.ts';
import { isObject } from '../../protocol/json.ts';
import { ask, noAnswer, type GatewayConnection } from './gateway-connection.ts';

const RETRY_MS = 1000;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

interface StreamEvent {
  readonly id: string | undefined;
  readonly type: string;
  readonly data: string;
}

/** What a gateway in another process says of its engine, which has nothing in it that may not be displayed. Reads, and nothing else. */
export class RemoteSource implements Inspected {
  readonly #connection: GatewayConnection;

  constructor(connection: GatewayConnection) {
    this.#connection = connection;
  }

  async overview(): Promise<InspectedOverview> {
    const answer = await this.#read('/v1/inspection');
    if (!Array.isArray(answer?.['heads']) || !Array.isArray(answer['terminals'])) throw noAnswer('another answer');
    return answer as unknown as InspectedOverview;
  }

  async transaction(id: string): Promise<Recording | undefined> {
    const answer = await this.#read(`/v1/inspection/transactions/${encodeURIComponent(id)}`);
    return Array.isArray(answer?.['steps']) ? (answer as unknown as Recording) : undefined;
  }

  follow(onChanges: (changes: InspectedChanges) => void, onThere: (isThere: boolean) => void = () => {}): () => void {
    const abort = new AbortController();
    void this.#follow(abort.signal, onChanges, onThere);
    return () => abort.abort();
  }

  /** Connects again and again, each time after the last event that came. */
  async #follow(
    signal: AbortSignal,
    onChanges: (changes: InspectedChanges) => void,
    onThere: (isThere: boolean) => void,
  ): Promise<void> {
    let lastId: string | undefined;
    let isThere = true;
    const tell = (isNow: boolean) => {
      if (signal.aborted || isNow === isThere) return;
      isThere = isNow;
      onThere(isNow);
    };
    while (!signal.aborted) {
      try {
        const headers = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
        const answer = await ask(this.#connection, '/v1/inspection/changes', { headers, signal });
        if (answer.statusCode !== 200) throw noAnswer('no stream of changes');
        for await (const { id, type, data } of eventsIn(answer)) {
          lastId = id ?? lastId;
          if (type === 'changes') onChanges(JSON.parse(data) as InspectedChanges);
          if (type === 'away') tell(false);
          if (type !== 'ready') continue;
          // What is not in the stream is in the lists: before it began, and where it has a gap.
          onChanges({ ...(await this.overview()), events: 0, missed: 0 });
          tell(true);
        }
      } catch {
        // The page says that the engine is not reached, and this goes on trying.
      }
      tell(false);
      await delay(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #read(path: string): Promise<Record<string, unknown> | undefined> {
    const answer = await ask(this.#connection, path);
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) {
      text += String(chunk);
      if (text.length > ANSWER_BYTES_MAX) throw new Error('the answer is too large');
    }
    const json: unknown = answer.statusCode === 200 ? JSON.parse(text) : undefined;
    return isObject(json) ? json : undefined;
  }
}

/** The events of a stream. */
async function* eventsIn(answer: IncomingMessage): AsyncGenerator<StreamEvent> {
  let rest = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    const blocks = (rest + String(chunk)).split('\n\n');
    rest = blocks.pop() ?? '';
    if (rest.length > ANSWER_BYTES_MAX) throw new Error('the event is too large');
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      yield { id: field('id'), type: field('event') ?? '', data: field('data') ?? '' };
    }
  }
}
