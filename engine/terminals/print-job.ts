import type { RequestResult } from '../../protocol/messages/result.ts';
import type {
  NoAnswer,
  RequestSettings,
  TerminalQuestion,
  TerminalRequest,
  TerminalRequester,
  TerminalResult,
} from './terminal-request.ts';

/** What became of each part of a print; `notTried`: an earlier one was not printed, or the job was stopped. */
export type PrintPartResult = TerminalResult<RequestResult> | { readonly kind: 'notTried' };

/** What came of a print with several parts. */
export interface PrintResult {
  /** Every part was printed. */
  readonly ok: boolean;
  /** How many parts the terminal said it printed: these, from the first. */
  readonly printed: number;
  /** As many as were given, in their order. One that is `noAnswer` may be on the paper. */
  readonly parts: readonly PrintPartResult[];
}

/** Several parts that are printed one after another; it is awaited like any promise. A mistake in any part rejects it, and nothing is sent. */
export interface PrintJob extends Promise<PrintResult> {
  /** Of the part that is being printed, or was printed last. */
  readonly serviceId: string;
  /** Stops the part that is being printed, if it can be stopped, and prints no other one. */
  abort(): Promise<TerminalResult>;
}

/** @param questions one for each part; an InputError that it throws rejects the job */
export function printJob(
  requester: TerminalRequester,
  questions: () => readonly TerminalQuestion<RequestResult>[],
  settings: RequestSettings = {},
): PrintJob {
  let rest: readonly TerminalQuestion<RequestResult>[] = [];
  let isStopped = false;
  const first = requester.ask(() => {
    const [question, ...others] = questions();
    if (question === undefined) throw new TypeError('a print job has no part');
    rest = others;
    return question;
  }, settings);
  let current: TerminalRequest<RequestResult> = first;

  async function print(): Promise<PrintResult> {
    const parts: TerminalResult<RequestResult>[] = [await first];
    for (const question of rest) {
      if (isStopped || settings.signal?.aborted === true || !isPrinted(parts.at(-1))) break;
      current = requester.ask(() => question, settings);
      // In order: each part comes below the one before it.
      // oxlint-disable-next-line no-await-in-loop
      parts.push(await current);
    }
    const printed = parts.filter(isPrinted).length;
    const notTried = rest.slice(parts.length - 1).map(() => ({ kind: 'notTried' }) as const);
    return { ok: printed === rest.length + 1, printed, parts: [...parts, ...notTried] };
  }

  const abort = (): Promise<TerminalResult> => {
    isStopped = true;
    return current.abort();
  };
  return Object.defineProperty(Object.assign(print(), { abort }), 'serviceId', {
    get: () => current.serviceId,
    enumerable: true,
  }) as PrintJob;
}

function isPrinted(result: TerminalResult<RequestResult> | NoAnswer | undefined): boolean {
  return result?.kind === 'answered' && result.ok;
}
