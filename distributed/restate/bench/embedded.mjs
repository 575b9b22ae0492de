// The embedded engine with a file, on the terminals of a cluster; and its memory, in a process of its own.
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { createEngine } from 'tenderline';
import { start } from '../test/support/start.mjs';

const PROGRAM = fileURLToPath(new URL('embedded-memory.mjs', import.meta.url));

export async function openEmbedded({ folder, engineOptions }) {
  const engine = await createEngine({ ...engineOptions, journal: join(folder, 'embedded.db') });
  return {
    till: engine,
    /** After a payment on each terminal. */
    async residentMiB() {
      const options = { ...engineOptions, journal: join(folder, 'memory.db') };
      const poiids = options.terminals.map(({ poiid }) => poiid).slice(0, -1);
      const printed = Promise.withResolvers();
      const process = start(globalThis.process.execPath, [PROGRAM, JSON.stringify({ options, poiids })], {
        onLine: ({ mib }) => printed.resolve(mib),
      });
      void process.ended.then(() => printed.reject(new Error(`it ended: ${process.complaint()}`)));
      return await printed.promise.finally(() => process.end());
    },
    close: () => engine.close(),
  };
}
