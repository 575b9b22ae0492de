import { expect, it } from 'vitest';
import { createEngine } from '../../../../index.ts';
import { silentLogger } from '../../../../engine/runtime/logging.ts';
import { never, SHARED_KEY } from '../../../support/terminal/sealed-terminal.ts';
import { POIID } from '../../../support/test-engine.ts';

it('an engine with a key older than the rule warns of that key, and quotes no passphrase', async () => {
  const lines: unknown[] = [];
  const logger = { ...silentLogger, child: () => logger, warn: (...line: unknown[]) => lines.push(line) };
  const engine = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: POIID, host: '192.0.2.1' }],
    sharedKeys: [
      SHARED_KEY,
      { keyIdentifier: 'old', keyVersion: 0, passphrase: 'shopkey1', allowLegacyPassphrase: true },
    ],
    logger,
    parts: { transport: () => ({ post: () => never, close: () => Promise.resolve() }) },
  });
  await engine.close();
  expect(lines).toEqual([
    [
      { event: 'key.legacy', keyIdentifier: 'old', keyVersion: 0, expected: 'at least 12 characters' },
      'a passphrase is accepted that breaks the rule for new keys: change it when you can',
    ],
  ]);
});
