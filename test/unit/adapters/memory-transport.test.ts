import { expect, it } from 'vitest';
import { memoryTransport } from '../../../adapters/memory-transport.ts';

const request = { body: Buffer.from('a'), signal: new AbortController().signal };
const lost = { kind: 'failed', failure: { code: 'ERR_LINK_LOST' } };

it('a peer that rejects, or throws at once, makes a failure that may have been sent', async () => {
  await expect(memoryTransport(() => Promise.reject(new Error('x'))).post(request)).resolves.toMatchObject(lost);
  const throws = () => {
    throw new Error('x');
  };
  await expect(memoryTransport(throws).post(request)).resolves.toMatchObject(lost);
});
