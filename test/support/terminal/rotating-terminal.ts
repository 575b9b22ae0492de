import type { Journal, JournalRecord } from '../../../adapters/index.ts';
import { createKeyRing } from '../../../crypto/index.ts';
import type { EngineOptions } from '../../../index.ts';
import { createTestEngine } from '../test-engine.ts';
import { http, SHARED_KEY, type Asked, type Behaviour } from './sealed-terminal.ts';
import { approves } from './terminal-behaviours.ts';

/** The key of the engines and terminals of these tests, in one version. */
export const keyOfVersion = (keyVersion: number) => ({ ...SHARED_KEY, keyVersion });
const ring = createKeyRing([3, 2, 1].map(keyOfVersion));

export const CRYPTO_ERROR = http(401, '{"errors":["Nexo Service: crypto error (2)"],"ServiceID":"-NULL-"}');

/** An engine whose keys are versions 3, which is active, 2 and 1, and a terminal that has one of them, or none of them. */
export async function createRotatingTill(
  version: number,
  behave: Behaviour = approves,
  { rejection = () => CRYPTO_ERROR, ...options }: Partial<EngineOptions> & { rejection?: Behaviour } = {},
  clock?: Parameters<typeof createTestEngine>[2],
) {
  const has = { version };
  const tries: string[] = [];
  const answers = (asked: Asked) => {
    tries.push(`${asked.category} v${asked.keyVersion}`);
    return asked.keyVersion === has.version ? behave(asked) : rejection(asked);
  };
  const till = await createTestEngine(answers, { ...options, parts: { keyRing: await ring, ...options.parts } }, clock);
  return { ...till, has, tries };
}

export async function recordsIn(journal: Pick<Journal, 'read'>): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of journal.read()) records.push(record);
  return records;
}
