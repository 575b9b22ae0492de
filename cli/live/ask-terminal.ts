import type { MessageCategory, Terminal, TerminalRequest, TerminalResult } from '../../index.ts';
import { EXIT_REFUSED } from '../output/exit-codes.ts';
import { formatNoAnswer } from '../output/format-failure.ts';
import { row } from '../output/layout.ts';
import { createOutput, type Output } from '../output/output.ts';
import { readConnection } from '../settings/connection.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { openQueryEngine, queryExitCode } from './query-engine.ts';

/** A request to a terminal that moves no money. */
export interface Question<T> {
  readonly flags: ConnectionFlags;
  readonly category: MessageCategory;
  /** What is under way, for people: `asking V400m-... for its totals`. */
  readonly doing: (poiid: string) => string;
  readonly ask: (terminal: Terminal) => TerminalRequest<T>;
  /** Prints what was answered, for people. */
  readonly print: (answer: Answered<T>, output: Output, poiid: string) => void;
  /** What was answered, for programs. Default: all of it. */
  readonly members?: (answer: Answered<T>) => object;
  /** POIID of the terminal, where the options name none. */
  readonly poiid?: string | undefined;
}

export type Answered<T> = Extract<TerminalResult<T>, { readonly kind: 'answered' }>;

/**
 * Sends a request that moves no money, once, and prints the answer. Ctrl-C asks the terminal to stop it; a second one ends the wait.
 *
 * @returns the exit code: 0 done, 1 the terminal refused it or the person gave no answer, 3 not reached, 4 no answer that can be used
 */
export async function askTerminal<T>(question: Question<T>): Promise<number> {
  const { flags, category } = question;
  const output = createOutput(flags);
  const connection = await readConnection(flags, process.env, question.poiid);
  const { poiid } = connection;
  await using engine = await openQueryEngine(connection, output);
  output.waitFor(question.doing(poiid));
  const request = question.ask(engine.terminal(poiid));
  const answer = await untilInterrupted(request, output);
  output.stopWaiting();
  if (answer === undefined) return 4;
  const { serviceId } = request;
  const { members = (all) => all } = question;
  const printed = answer.kind === 'noAnswer' ? answer : members(answer);
  output.emit({ type: 'answer', poiid, serviceId, category, answer: printed });
  if (answer.kind === 'noAnswer') {
    for (const line of formatNoAnswer(answer.failure, poiid)) output.print(line);
    return queryExitCode(answer);
  }
  question.print(answer, output, poiid);
  return isRefused(answer) ? EXIT_REFUSED : 0;
}

/** A result with `ok: false`, or a question to a person without an answer. */
function isRefused(answer: object): boolean {
  const { ok, answer: given } = answer as { readonly ok?: unknown; readonly answer?: { readonly kind?: unknown } };
  return ok === false || given?.kind === 'none';
}

/** Prints that it is done, or why not. */
export function printResult(
  result: { readonly ok: boolean; readonly errorCondition?: string; readonly message?: string },
  done: string,
  output: Output,
): void {
  output.print(result.ok ? output.paint('green', done) : output.paint('red', 'REFUSED by the terminal'));
  for (const line of [...row('condition', result.errorCondition), ...row('terminal says', result.message)]) {
    output.print(line);
  }
}

/** The answer; `undefined` when a second Ctrl-C came first. */
async function untilInterrupted<T>(
  request: TerminalRequest<T>,
  output: Output,
): Promise<TerminalResult<T> | undefined> {
  const leaving = new AbortController();
  const left = new Promise<undefined>((resolve) => {
    leaving.signal.addEventListener('abort', () => resolve(undefined));
  });
  let isAsked = false;
  const onSignal = () => {
    if (isAsked) return leaving.abort();
    isAsked = true;
    output.notice('Asked the terminal to stop. Waiting for its answer; once more ends the wait.');
    void request.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await Promise.race([request, left]);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
