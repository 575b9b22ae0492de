import { expect, it } from 'vitest';
import { checkTerminals } from '../../../../../cli/commands/setup/check-terminals.ts';
import type { Output } from '../../../../../cli/output/output.ts';
import type { Engine, TerminalReport } from '../../../../../index.ts';
import { settle } from '../../../../support/clock.ts';

it('looks at eight terminals at a time, gives their reports in order, and shows how far it is', async () => {
  const poiids = Array.from({ length: 20 }, (_, index) => `V400m-${324_688_100 + index}`);
  const held = new Map<string, () => void>();
  const diagnose = (poiid: string) =>
    new Promise((resolve) => held.set(poiid, () => (held.delete(poiid), resolve({ poiid }))));
  const shown: string[] = [];
  const output = { waitFor: (text: string) => shown.push(text), stopWaiting: () => {} };
  const given: string[] = [];
  const done = (async () => {
    const reports = checkTerminals({ diagnose } as unknown as Engine, poiids, output as unknown as Output);
    for await (const { poiid } of reports as AsyncIterable<TerminalReport>) given.push(poiid);
  })();

  await settle();
  expect([...held.keys()]).toEqual(poiids.slice(0, 8));
  // The last of them first: nothing is given before its turn.
  held.get(poiids[7] ?? '')?.();
  await settle();
  expect(given).toEqual([]);
  while (held.size > 0) {
    for (const finish of [...held.values()].toReversed()) finish();
    await settle();
    expect(held.size).toBeLessThanOrEqual(8);
  }
  await done;
  expect(given).toEqual(poiids);
  expect(shown[0]).toBe(`looking at terminals: [${'.'.repeat(20)}] 0 of 20`);
  expect(shown.some((text) => /\[#{8,}\.+\] \d+ of 20$/.test(text))).toBe(true);
});
