import type { Journal } from '../../../../adapters/ports/journal.port.ts';
import { JournalError } from '../../../../index.ts';
import type { SharedJournal } from '../../../../adapters/ports/shared-journal.port.ts';

/** From now on what is read of the journal comes when the test lets it go: as it was when it was asked for. */
export function holdReads(journal: SharedJournal, name: 'read' | 'readOpen') {
  const { letGo, wait } = gate();
  const read = journal[name];
  const held = async function* <T>(items: AsyncIterable<T>) {
    const found = [];
    for await (const item of items) found.push(item);
    await wait();
    yield* found;
  };
  Object.assign(journal, { [name]: (...given: Parameters<Journal['read']>) => held(read(...given)) });
  return { letGo };
}

/** From now on nothing is stored before the test lets it go. */
export function holdAppends(journal: SharedJournal) {
  const { letGo, wait } = gate();
  const append = journal.append.bind(journal);
  Object.assign(journal, {
    append: async (...given: Parameters<Journal['append']>) => {
      await wait();
      await append(...given);
    },
  });
  return { letGo };
}

/** From now on this is what storing does. @returns ends it */
export function replaceAppends(journal: SharedJournal, append: SharedJournal['append']): () => void {
  const own = journal.append.bind(journal);
  Object.assign(journal, { append });
  return () => void Object.assign(journal, { append: own });
}

/** From now on storing neither ends nor fails, until the test has the connection lost. */
export function loseAppends(journal: SharedJournal) {
  let fail: (error: Error) => void = () => {};
  const end = replaceAppends(journal, () => new Promise((_, reject) => (fail = reject)));
  return () => {
    end();
    fail(new JournalError('ERR_JOURNAL_IO', 'the connection was lost before the record was stored'));
  };
}

function gate() {
  let isOpen = false;
  const waiting: (() => void)[] = [];
  return {
    wait: () => (isOpen ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve))),
    letGo: () => {
      isOpen = true;
      for (const resolve of waiting) resolve();
    },
  };
}
