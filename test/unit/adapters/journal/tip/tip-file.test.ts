import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTip, TipFile, tipPathOf } from '../../../../../adapters/journal/tip/tip-file.ts';
import { advance, EMPTY_TIP, ENTRY_BYTES, type Tip } from '../../../../../adapters/journal/tip/tip.ts';
import { newFolder } from '../../../../compliance/sqlite.ts';

/** The tips of that many records, the first one of none. */
function tipsOf(count: number): Tip[] {
  const tips = [EMPTY_TIP];
  for (let position = 1; position <= count; position += 1)
    tips.push(advance(tips.at(-1) ?? EMPTY_TIP, position, `checksum ${position}`));
  return tips;
}

describe('the tip file', () => {
  it('gives the tip that was written last', () => {
    const path = join(newFolder(), 'journal.db');
    const file = new TipFile(path);
    expect(readTip(path)).toEqual({ kind: 'none' });
    file.reset(EMPTY_TIP);
    for (const tip of tipsOf(5)) {
      file.advance(tip);
      expect(readTip(path)).toMatchObject({ kind: 'tip', tip });
    }
  });

  it('gives the one before it when the last write was cut short, wherever it was', () => {
    const path = join(newFolder(), 'journal.db');
    const file = new TipFile(path);
    file.reset(EMPTY_TIP);
    let before: Tip = EMPTY_TIP;
    for (const tip of tipsOf(4).slice(1)) {
      const whole = readFileSync(tipPathOf(path));
      file.advance(tip);
      const written = readFileSync(tipPathOf(path));
      const changedAt = written.findIndex((byte, index) => byte !== whole[index]);
      const entry = Math.floor(changedAt / ENTRY_BYTES) * ENTRY_BYTES;
      for (const length of [changedAt - entry + 1, 20, 40, 60]) {
        const torn = Buffer.concat([
          written.subarray(0, entry + length),
          whole.subarray(entry + length, entry + ENTRY_BYTES),
          written.subarray(entry + ENTRY_BYTES),
        ]);
        writeFileSync(tipPathOf(path), torn);
        const found = readTip(path);
        expect([before, tip]).toContainEqual(found.kind === 'tip' ? found.tip : found.kind);
      }
      writeFileSync(tipPathOf(path), written);
      before = tip;
    }
  });

  it('is written whole when it is reset: an older tip that is further does not come back', () => {
    const path = join(newFolder(), 'journal.db');
    const file = new TipFile(path);
    const [, first, second, third] = tipsOf(3);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three tips');
    file.advance(second);
    file.advance(third);
    file.reset(first);
    expect(readTip(path)).toMatchObject({ tip: first });
  });

  it('knows a damaged file from none', () => {
    const path = join(newFolder(), 'journal.db');
    writeFileSync(tipPathOf(path), new Uint8Array(2 * ENTRY_BYTES));
    expect(readTip(path)).toEqual({ kind: 'none' });
    writeFileSync(tipPathOf(path), 'x'.repeat(2 * ENTRY_BYTES));
    expect(readTip(path)).toEqual({ kind: 'unreadable' });
  });
});
