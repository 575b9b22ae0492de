import { join } from 'node:path';
import type * as Library from '../../../index.ts';
import { startSimulator } from '../../../simulator/index.ts';
import { newFolder } from '../end-of-file.ts';
import { root } from '../installed-package.ts';
import { SHARED_KEY } from '../terminal/sealed-terminal.ts';
import { POIID } from '../test-engine.ts';

/** A journal with a story in it: approved, declined, found by asking, and one that is not known yet. */
export async function writeStory(): Promise<{ path: string; ids: readonly string[] }> {
  const path = join(newFolder('story'), 'journal.db');
  await using simulator = await startSimulator({
    terminals: [{ poiid: POIID, sharedKeys: [SHARED_KEY] }],
    timeScale: 0.02,
  });
  const terminal = simulator.terminal(POIID);
  // The build: a journal in a file has a thread of its own, which starts from JavaScript.
  const { createEngine } = (await import(`${root}/dist/index.js`)) as typeof Library;
  await using engine = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: POIID, host: terminal.host, port: terminal.port }],
    sharedKeys: [SHARED_KEY],
    rootCertificate: simulator.fleet.rootPem,
    journal: path,
    limits: { closeTimeoutMs: 1, firstCheckDelayMs: 50 },
  });
  const pay = (number: number, value: number) =>
    engine.pay({
      poiid: POIID,
      id: `story-${number}`,
      amount: { currency: 'EUR', value },
      reference: `ORDER-${1000 + number}`,
    });
  await pay(1, 1299).settled();
  await pay(2, 1124).settled();
  const lost = { kind: 'dropAfterRead', category: 'Payment', when: 'atAnswer' } as const;
  terminal.script(lost);
  await pay(3, 4200).settled();
  terminal.script(lost, { kind: 'dropAfterRead', category: 'TransactionStatus', when: 'atAnswer', times: 50 });
  const open = pay(4, 12_900);
  await new Promise<void>((resolve) => {
    open.state$.subscribe(({ state }) => state === 'timedOut' && resolve());
  });
  return { path, ids: ['story-1', 'story-2', 'story-3', 'story-4'] };
}
