import { Worker } from 'node:worker_threads';
import { errorCode, JournalError } from '../../errors.ts';
import { findJournalWorker, workerError } from '../journal-worker-file.ts';
import { fromFailure, type Answer, type CallName, type Calls, type Opened, type OpenParams } from './sqlite-calls.ts';

/** The thread in which SQLite works, from the caller's side. */
export interface SqliteThread {
  /** @throws {JournalError} `ERR_JOURNAL_IO` when the thread has ended, and the errors of the thread */
  call<Name extends CallName>(name: Name, params: Calls[Name]['params']): Promise<Calls[Name]['result']>;
  /** Closes the file and ends the thread. Calls made before are done first. */
  close(): Promise<void>;
  /** Resolves when the thread has ended and has released the file. */
  readonly ended: Promise<void>;
}

interface Waiting {
  readonly resolve: (result: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts the thread and opens the file. When that fails, the thread has ended again.
 *
 * @param workerFile of the thread, for a bundle that has it elsewhere
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL_WORKER` when the file of the thread is not found or does not run
 */
export async function startSqliteThread(
  params: OpenParams,
  workerFile?: string | URL,
): Promise<Opened & { thread: SqliteThread }> {
  const file = findJournalWorker(workerFile);
  const worker = new Worker(file, {
    name: 'tenderline journal',
    // Not those of the process: `--input-type` would end the thread. That node:sqlite is new is known and accepted.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let alive = true;
  let answers = false;
  let whyEnded: unknown;

  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      alive = false;
      // A thread that has opened nothing yet knows no record, so that its error may be reported.
      const error = answers
        ? threadEnded()
        : workerError('a file that runs as its thread', `${file} (${reasonOf(whyEnded)})`);
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      resolve();
    });
  });
  // An exit follows; the error of a thread that works may quote a record.
  worker.on('error', (error) => (whyEnded = error));
  worker.on('message', (answer: Answer) => {
    answers = true;
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
  });

  const thread: SqliteThread = {
    ended,
    async call(name, callParams) {
      if (!alive) throw threadEnded();
      lastId += 1;
      const id = lastId;
      // While a caller waits for the disk the process stays alive; a journal that is only open does not keep it alive.
      worker.ref();
      const answer = await new Promise<Answer>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
        worker.postMessage({ id, name, params: callParams });
      });
      if ('failure' in answer) throw fromFailure(answer.failure);
      // The id identifies the call that it answers, and so the type of the result.
      return answer.result;
    },
    async close() {
      try {
        if (alive) await thread.call('close', null);
      } finally {
        worker.ref();
        await ended;
      }
    },
  };

  try {
    return { thread, ...(await thread.call('open', params)) };
  } catch (error) {
    await thread.close();
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it ended';
  return errorCode(error) ?? `${error.name}: ${error.message.split('\n')[0]}`;
}

function threadEnded(): JournalError {
  return new JournalError('ERR_JOURNAL_IO', 'the journal: its thread has ended; open the journal anew');
}
