import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { InputError } from '../../../errors.ts';

export interface Question {
  readonly question: string;
  /** Is taken for an empty answer. */
  readonly fallback?: string;
  /** What is wrong with an answer, which is asked for again then. */
  readonly check?: (answer: string) => string | undefined;
}

/** Asks a person. */
export interface Asker {
  text(question: Question): Promise<string>;
  /** Without an echo on the screen. */
  secret(question: Question): Promise<string>;
  /** Enter alone is the fallback. */
  yes(question: string, fallback: boolean): Promise<boolean>;
}

/** Whether a person is there to answer: a program that reads or writes is never asked. */
export function hasPerson(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

export function createAsker(): Asker {
  return {
    text: (question) => ask(question, false),
    secret: (question) => ask(question, true),
    async yes(question, fallback) {
      return /^y/i.test(
        await ask({ question: `${question} (y/n)`, fallback: fallback ? 'y' : 'n', check: yesOrNo }, false),
      );
    },
  };
}

/** Asks until the answer can be one. */
async function ask(question: Question, hidden: boolean): Promise<string> {
  const { fallback, check } = question;
  const suffix = fallback === undefined || hidden ? '' : ` [${fallback}]`;
  for (;;) {
    const answer = (await askLine(`  ${question.question}${suffix}: `, hidden)).trim() || (fallback ?? '');
    const fault = answer === '' ? 'an answer is needed' : check?.(answer);
    if (fault === undefined) return answer;
    process.stdout.write(`  ${fault}\n`);
  }
}

function yesOrNo(answer: string): string | undefined {
  return /^(y|yes|n|no)$/i.test(answer) ? undefined : 'y or n';
}

/** One interface a question: between questions the screen is as it was, and Ctrl-C is a signal for what runs then. */
function askLine(prompt: string, hidden: boolean): Promise<string> {
  let isQuiet = false;
  const output = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      if (!isQuiet) process.stdout.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  return new Promise<string>((resolve, reject) => {
    lines.question(prompt, (answer) => {
      isQuiet = false;
      if (hidden) process.stdout.write('\n');
      resolve(answer);
      lines.close();
    });
    isQuiet = hidden;
    lines.on('SIGINT', () => lines.close());
    lines.on('close', () => {
      // After an answer this changes nothing.
      const found = 'the end of the input';
      reject(new InputError('ERR_INPUT_SETUP', { path: 'setup', expected: 'an answer', found }));
    });
  });
}
