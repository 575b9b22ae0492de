import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SimulatedTerminal } from '../../simulator/index.ts';
import { openStore, startProgram, type Store } from './fixture/store.ts';

const fileOf = (path: string) => fileURLToPath(new URL(`../../examples/clients/${path}`, import.meta.url));

const CLIENTS = [
  { language: 'Python', command: 'python3', probe: ['--version'], args: [fileOf('python/till.py')] },
  {
    language: 'Java',
    command: 'java',
    probe: ['--version'],
    args: ['-XX:TieredStopAtLevel=1', fileOf('java/Till.java')],
  },
  { language: 'shell and curl', command: 'sh', probe: ['-c', 'curl --version'], args: [fileOf('shell/till.sh')] },
].map((client, lane) => ({ ...client, lane, isHere: spawnSync(client.command, client.probe).status === 0 }));

for (const { language, isHere } of CLIENTS) {
  if (!isHere) console.log(`skipped: the client in ${language}, because the language is not on this machine`);
}

let store: Store;
beforeAll(async () => {
  store = await openStore({ terminals: CLIENTS.length, timeScale: 0.2 });
  return () => store.close();
});

/** Starts a client, in a folder of its own. */
function startClient({ command, args, lane }: (typeof CLIENTS)[number], value: number, reference: string) {
  const terminal = store.simulator.terminals[lane];
  if (terminal === undefined) throw new Error('no terminal for it');
  const folder = mkdtempSync(join(store.folder, 'till-'));
  const client = startProgram(command, [...args, terminal.poiid, String(value), 'EUR', reference], folder, {
    TENDERLINE_URL: store.url,
    TENDERLINE_TOKEN_FILE: store.tokenFile,
    TILL_FOLDER: folder,
    PYTHONDONTWRITEBYTECODE: '1',
  });
  return { terminal, folder, client };
}

/** What the terminal took and was asked to take under a reference. */
const chargedFor = ({ ledger }: SimulatedTerminal, wanted: string) =>
  ledger.entries.filter(({ reference }) => reference === wanted);

describe.concurrent('a client in', () => {
  for (const given of CLIENTS) {
    const { language, isHere, lane } = given;
    it.skipIf(!isHere)(`${language} pays once, follows, loses an answer, repeats, and prints the receipt`, async () => {
      const reference = `ORDER-${lane}`;
      const { terminal, folder, client } = startClient(given, 1099, reference);
      const { code, stdout, stderr } = await client.ended;
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^lost {5}the answer/m);
      expect(stdout).toMatch(/^live {5}(transaction: )?(sending|awaiting|settled)/m);
      expect(stdout).toMatch(/^settled {2}approved, charged: yes$/m);
      expect(stdout).toMatch(/^TOTAL {18}EUR 10\.99$/m);
      expect(code).toBe(0);
      expect(readdirSync(folder)).toEqual([`${reference}.id`]);
      expect(chargedFor(terminal, reference)).toMatchObject([{ kind: 'charge', amount: { value: 1099 } }]);
      expect(terminal.received.filter(({ MessageCategory }) => MessageCategory === 'Payment')).toHaveLength(1);
    });
  }
});

describe('a client whose gateway is killed and started again', () => {
  for (const given of CLIENTS) {
    const { language, isHere, lane } = given;
    it.skipIf(!isHere)(`repeats its PUT in ${language} meanwhile, and is told of the one charge`, async () => {
      const reference = `AGAIN-${lane}`;
      // The gateway is not told before it is killed, however fast the terminal is.
      store.simulator.terminals[lane]?.script({ kind: 'stall', category: 'Payment' });
      const { terminal, client } = startClient(given, 500, reference);
      const charged = new Promise((resolve) => terminal.events.once('charged', resolve));
      await Promise.all([charged, client.printed('lost')]);
      await store.restart();
      const { code, stdout } = await client.ended;
      expect(stdout).toMatch(/^again {4}/m);
      expect(stdout).toMatch(/^settled {2}approved, charged: yes$/m);
      expect(code).toBe(0);
      expect(chargedFor(terminal, reference)).toMatchObject([{ amount: { value: 500 } }]);
    });
  }
});
