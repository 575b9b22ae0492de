import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

/** A stream to write to: stdout, stderr, or a test's. */
export type Sink = Pick<NodeJS.WritableStream, 'write'> & Partial<Pick<WriteStream, 'isTTY'>>;

/** How a command speaks: in sentences to people, or with `--json` in one object a line. */
export interface Output {
  readonly json: boolean;
  /** A line for people. */
  say(line?: string): void;
  /** An object for programs. */
  emit(event: { readonly type: string; readonly [member: string]: unknown }): void;
  /** A line that concerns both: on stderr, where it disturbs no program. */
  notice(line: string): void;
  /** What is waited for: one line that counts the seconds until the next line, on a terminal only. */
  waitFor(what: string): void;
  /** Ends the line of `waitFor`. */
  stopWaiting(): void;
  /** `text` in a colour, where colours are shown. */
  paint(colour: Colour, text: string): string;
}

export type Colour = 'green' | 'red' | 'yellow' | 'bold' | 'dim';

const TICK_MS = 1000;
const ERASE_LINE = '\r\u001B[2K';

export function createOutput({
  json = false,
  stdout = process.stdout,
  stderr = process.stderr,
  env = process.env,
}: {
  json?: boolean;
  stdout?: Sink;
  stderr?: Sink;
  env?: Readonly<Record<string, string | undefined>>;
} = {}): Output {
  const isLive = !json && stdout.isTTY === true;
  const isColoured = isLive && !env['NO_COLOR'];
  let timer: NodeJS.Timeout | undefined;

  function stopWaiting(): void {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    stdout.write(ERASE_LINE);
  }

  return {
    json,
    say(line = '') {
      stopWaiting();
      if (!json) stdout.write(`${line}\n`);
    },
    emit(event) {
      if (json) stdout.write(`${JSON.stringify(event)}\n`);
    },
    notice(line) {
      stopWaiting();
      stderr.write(`${line}\n`);
    },
    waitFor(what) {
      stopWaiting();
      if (!isLive) return;
      const since = Date.now();
      const show = () => stdout.write(`${ERASE_LINE}  ... ${what}, ${Math.floor((Date.now() - since) / 1000)} s`);
      show();
      timer = setInterval(show, TICK_MS);
    },
    stopWaiting,
    paint: (colour, text) => (isColoured ? styleText(colour, text, { validateStream: false }) : text),
  };
}

/** Text of a peer as it can be shown: on one line, and without anything that a terminal would obey. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

/** A path as it can be pasted into a shell. */
export function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/** Comes back when everything that was written is handed over: before it, `process.exit` would cut a pipe short. */
export async function flush(
  streams: readonly NodeJS.WritableStream[] = [process.stdout, process.stderr],
): Promise<void> {
  await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))));
}
