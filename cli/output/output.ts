import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

/** A stream to write to: stdout, stderr, or a test's. */
export type Sink = Pick<NodeJS.WritableStream, 'write'> & Partial<Pick<WriteStream, 'isTTY'>>;

/** Where a command writes: sentences for people or, with `--json`, one object a line. */
export interface Output {
  readonly json: boolean;
  /** A line for people. */
  print(line?: string): void;
  /** An object for programs: its member `type` names the kind. */
  emit(event: { readonly type: string; readonly [member: string]: unknown }): void;
  /** A line for both, on stderr, so that stdout stays readable for programs. */
  notice(line: string): void;
  /** On a terminal only: one line that names what is waited for and counts the seconds, until the next line. */
  waitFor(what: string): void;
  /** Removes the line of `waitFor`. */
  stopWaiting(): void;
  /** `text` in a colour, if the output has colours. */
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
    print(line = '') {
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

/** Text of a peer, safe to print: on one line, and without control characters that a terminal would interpret. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
}

/** A path that can be pasted into a shell. */
export function shellQuote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/** Resolves when everything that was written is handed over; an earlier `process.exit` would cut a pipe short. */
export async function flush(
  streams: readonly NodeJS.WritableStream[] = [process.stdout, process.stderr],
): Promise<void> {
  await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))));
}
