// A process that starts, pays once and ends. Prints the milliseconds from the start of the process until it had imported, was ready, and
// had paid, and the memory that it had then. Arguments: who pays (`tenderline` or `adyen`), and as JSON where the terminal is.
import { performance } from 'node:perf_hooks';

const OPENERS = {
  async tenderline({ engineOptions }) {
    const { load } = await import('../lib/dist.mjs');
    const { createEngine } = await load('index.js');
    const importedMs = performance.now();
    const engine = await createEngine(engineOptions);
    const { pay } = await import('../lib/terminals.mjs');
    return { importedMs, pay: () => pay(engine, 0), close: () => engine.close() };
  },
  async adyen({ folder, ...terminal }) {
    const { openAdyen } = await import('../lib/adyen-till.mjs');
    const importedMs = performance.now();
    return { importedMs, pay: openAdyen(terminal, folder), close: () => {} };
  },
};

const [, , who, terminal] = process.argv;
const { importedMs, pay, close } = await OPENERS[who](JSON.parse(terminal));
const readyMs = performance.now();
await pay();
const paidMs = performance.now();
console.log(JSON.stringify({ importedMs, readyMs, paidMs, rss: process.memoryUsage.rss() }));
await close();
