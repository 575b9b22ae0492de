import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../cli/fixture/processes.ts';
import { endPrograms, openStore, startProgram, type Store } from './fixture/store.ts';

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
});
afterAll(endPrograms);

describe.concurrent('a client in', () => {
  for (const { language, command, args, lane, isHere } of CLIENTS) {
    it.skipIf(!isHere)(`${language} pays once, follows, loses an answer, repeats, and prints the receipt`, async () => {
      const terminal = store.simulator.terminals[lane];
      if (terminal === undefined) throw new Error('no terminal for it');
      const folder = temporaryFolder();
      const reference = `ORDER-${lane}`;
      const env = {
        TENDERLINE_URL: store.url,
        TENDERLINE_TOKEN_FILE: store.tokenFile,
        TILL_FOLDER: folder,
        PYTHONDONTWRITEBYTECODE: '1',
      };
      const client = startProgram(command, [...args, terminal.poiid, '1099', 'EUR', reference], folder, env);
      const { code, stdout, stderr } = await client.ended;
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^lost {5}the answer/m);
      expect(stdout).toMatch(/^live {5}(transaction: )?\w+/m);
      expect(stdout).toMatch(/^settled {2}approved, charged: yes$/m);
      expect(stdout).toMatch(/^TOTAL {18}EUR 10\.99$/m);
      expect(code).toBe(0);
      expect(readdirSync(folder)).toEqual([`${reference}.id`]);
      expect(terminal.ledger.entries).toMatchObject([{ kind: 'charge', reference, amount: { value: 1099 } }]);
      expect(terminal.received.filter(({ MessageCategory }) => MessageCategory === 'Payment')).toHaveLength(1);
    });
  }
});

describe('a client in the middle of its payment', () => {
  for (const { language, command, args, lane, isHere } of CLIENTS) {
    it.skipIf(!isHere)(
      `in ${language} repeats its PUT while the gateway is gone, and is told of the one charge`,
      async () => {
        const terminal = store.simulator.terminals[lane];
        if (terminal === undefined) throw new Error('no terminal for it');
        const before = terminal.ledger.entries.length;
        const folder = temporaryFolder();
        const env = {
          TENDERLINE_URL: store.url,
          TENDERLINE_TOKEN_FILE: store.tokenFile,
          TILL_FOLDER: folder,
          PYTHONDONTWRITEBYTECODE: '1',
        };
        const charged = new Promise((resolve) => terminal.events.once('charged', resolve));
        const client = startProgram(command, [...args, terminal.poiid, '500', 'EUR', `AGAIN-${lane}`], folder, env);
        await charged;
        await store.restart();
        const { code, stdout } = await client.ended;
        expect(stdout).toMatch(/^again {4}/m);
        expect(stdout).toMatch(/^settled {2}approved, charged: yes$/m);
        expect(code).toBe(0);
        expect(terminal.ledger.entries.slice(before)).toMatchObject([{ amount: { value: 500 } }]);
      },
    );
  }
});
