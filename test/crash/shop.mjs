import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePrograms } from '../support/fast-start.mjs';
import { startProcess } from './processes/start-process.mjs';

const SHARED_KEY = { keyIdentifier: 'lane-key', keyVersion: 3, passphrase: 'Lane7_Blue!Kettle' };
export const SALE_ID = 'TILL-01';
/** A till that pays what its task has. */
const TILL = 'test/crash/processes/till.mjs';
const TERMINALS = fileURLToPath(new URL('processes/terminal.mjs', import.meta.url));

/** The rules of the machine as they are, only faster: the order of things is what is tested, not their length. */
const LIMITS = {
  firstCheckDelayMs: 20,
  statusIntervalMs: 50,
  statusTimeoutMs: 5_000,
  fastChecksMax: 1_000,
  notFoundGapMs: 100,
  notFoundAgeMinMs: 300,
  lingerMaxMs: 300,
};

/**
 * Terminals in a process that outlives every till, tills in processes that do not, and a folder for their journals.
 *
 * @param script of the tills, from the root of the repository; `null` where none is started
 */
export async function openShop({ script = TILL } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-crash-'));
  const { till: tillScript } = script === null ? {} : await bundlePrograms(folder, { till: script });
  const tills = new Set();
  const replies = new Map();
  const watchers = new Set();
  let lastRef = 0;
  let onFleet;
  const fleet = new Promise((resolve) => (onFleet = resolve));

  const terminals = startProcess(TERMINALS, { sharedKey: SHARED_KEY }, (line) => {
    if (line.type === 'fleet') onFleet(line);
    else if (line.type === 'reply') replies.get(line.ref)?.(line);
    else for (const watch of watchers) watch(line);
  });
  const terminalsEnded = terminals.ended.then(({ complaint }) => {
    throw new Error(`the process of the terminals has ended: ${complaint}`);
  });
  terminalsEnded.catch(() => undefined);
  const { rootPem } = await Promise.race([fleet, terminalsEnded]);

  async function call(command, params) {
    const ref = (lastRef += 1);
    const reply = new Promise((resolve) => replies.set(ref, resolve));
    terminals.send({ ref, command, ...params });
    const { result, error } = await Promise.race([reply, terminalsEnded]);
    replies.delete(ref);
    if (error !== undefined) throw new Error(`${command}: ${error}`);
    return result;
  }

  function startTill({ limits, ...task }) {
    const lines = [];
    const checks = [];
    const onNews = () => checks.forEach((check) => check());
    const argument = {
      saleId: SALE_ID,
      sharedKey: SHARED_KEY,
      rootPem,
      limits: { ...LIMITS, ...limits },
      ...task,
    };
    const till = startProcess(tillScript, argument, (line) => {
      lines.push(line);
      onNews();
    });
    tills.add(till);
    let isOver = false;
    const ended = till.ended.then((end) => {
      isOver = true;
      tills.delete(till);
      onNews();
      return end;
    });
    const line = (type) =>
      new Promise((resolve) => {
        const check = () => {
          const found = lines.find((one) => one.type === type);
          if (found !== undefined || isOver) resolve(found);
        };
        checks.push(check);
        check();
      });
    return { lines, line, ended, kill: till.kill };
  }

  /** A payment whose answer is lost, so that its till runs nearly all of its code: the tills after it find that compiled. */
  async function warmUp() {
    const settings = { cardAfterMs: 1, hostAfterMs: 1, shopper: { does: 'presentsCard' } };
    const faults = [{ kind: 'dropAfterRead', category: 'Payment' }];
    const [{ poiid, port }] = await call('open', { settings, script: faults });
    const payment = { id: 'first', poiid, port, amount: { currency: 'EUR', value: 1000 }, reference: 'FIRST' };
    const task = { journalPath: join(folder, 'first.db'), payments: [payment], crashPoint: 'nowhere' };
    const { code, complaint } = await startTill(task).ended;
    if (code !== 0) throw new Error(`the first till: expected it to end with 0, found ${code}: ${complaint}`);
    await call('close', { poiids: [poiid] });
  }
  if (script === TILL) await warmUp();

  return {
    /** What every till is started with, for one in the process of the test. */
    tillOptions: { saleId: SALE_ID, sharedKey: SHARED_KEY, rootPem, limits: LIMITS },
    open: (params) => call('open', params),
    act: (poiids, plan) => call('act', { poiids, plan }),
    reboot: (poiid) => call('reboot', { poiid }),
    report: (poiid) => call('report', { poiid }),
    closeTerminals: (poiids) => call('close', { poiids }),
    startTill,
    tillScript,
    journalPath: (name) => join(folder, `${name}.db`),
    seen(isWanted, count = 1) {
      let left = count;
      return new Promise((resolve) => {
        watchers.add(function watch(line) {
          if (!isWanted(line)) return;
          left -= 1;
          if (left > 0) return;
          watchers.delete(watch);
          resolve();
        });
      });
    },
    async close() {
      const alive = [...tills, terminals];
      for (const process of alive) process.kill();
      await Promise.all(alive.map(({ ended }) => ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
