import type { Journal } from '../../../../adapters/ports/journal.port.ts';
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
