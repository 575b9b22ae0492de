import type { EventEmitter } from 'node:events';
import type { DeviceOutput } from '../categories/immediate-response.ts';
import type { TerminalEvents } from './terminal-events.ts';

type Readable = Omit<DeviceOutput, 'kind'>;

/** What a person can read at the terminal. */
export class ScreenAndPaper {
  readonly paper: Readable[] = [];
  readonly #events: EventEmitter<TerminalEvents>;
  #screen: Readable | undefined;

  constructor(events: EventEmitter<TerminalEvents>) {
    this.#events = events;
  }

  get screen(): Readable | undefined {
    return this.#screen;
  }

  put({ kind, ...content }: DeviceOutput): void {
    if (kind === 'displayed') this.#screen = content;
    else this.paper.push(content);
    this.#events.emit(kind, content);
  }
}
