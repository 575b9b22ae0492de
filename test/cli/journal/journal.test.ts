import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endFile } from '../../support/end-of-file.ts';
import { run, type Result } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';
import { hasJournals, newJournal, sale, simulate, type Simulation } from '../fixture/simulation.ts';

let shop: Simulation;
let path: string;

beforeEach(async () => {
  shop = await simulate('--speed', '100');
  path = newJournal();
});
afterEach(endFile);

function command(...args: string[]): Promise<Result> {
  return run([...args, '--config', shop.config, '--journal', path]);
}
const pay = (id: string) => command('pay', ...sale('10.99'), '--id', id, '--json');
const accept = (...args: string[]) =>
  command('journal', 'accept', '--by', 'Ada', '--reason', 'looked in the Customer Area', ...args);

describe.skipIf(!hasJournals)('journal accept', () => {
  it('lets a till open a restored backup again, and says what is lost', async () => {
    expect((await pay('ID-1')).exitCode).toBe(0);
    copyFileSync(path, `${path}.backup`);
    expect((await pay('ID-2')).exitCode).toBe(0);
    copyFileSync(`${path}.backup`, path);

    for (const refused of [
      await pay('ID-2'),
      await command('transactions', '--json'),
      await command('status', '--id', 'ID-2', '--json'),
    ])
      expect(refused).toMatchObject(refusedWith('ERR_JOURNAL_ROLLED_BACK'));

    const { exitCode, stdout } = await accept();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ACCEPTED: .* as it is, by Ada\. It is recorded in it\./);
    expect(stdout).toMatch(/\d+ record\(s\) that were acknowledged are lost/);
    const { events } = await command('transactions', '--json');
    expect(events.map((event) => event['transaction'])).toEqual(['ID-1']);
  });

  it('records nothing when there is nothing to accept, and creates no journal', async () => {
    expect((await pay('ID-1')).exitCode).toBe(0);
    const nothing = await accept('--json');
    expect(nothing.exitCode).toBe(0);
    expect(nothing.events).toEqual([{ type: 'accepted', nothing: true }]);
    for (const suffix of ['', '-tip']) rmSync(path + suffix);
    expect(await accept('--json')).toMatchObject(refusedWith('ERR_CONFIG_JOURNAL'));
    expect(existsSync(path)).toBe(false);
  });

  it('wants a name and a reason', async () => {
    expect(await command('journal', 'accept', '--by', 'Ada', '--json')).toMatchObject(refusedWith('ERR_USAGE'));
    expect(await accept('--reason', ' ', '--json')).toMatchObject(refusedWith('ERR_INPUT_ACCEPT'));
  });
});
