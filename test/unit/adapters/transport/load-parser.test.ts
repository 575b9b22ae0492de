import type * as Undici from 'undici';
import { expect, it, vi } from 'vitest';
import { loadParser } from '../../../../adapters/undici-transport.ts';

const disk = vi.hoisted(() => ({ isBroken: true }));

vi.mock('undici', async (load) => {
  const undici = await load<typeof Undici>();
  class Client extends undici.Client {
    override request(...given: Parameters<InstanceType<typeof undici.Client>['request']>): Promise<never> {
      if (disk.isBroken) return Promise.reject(new Error('EMFILE'));
      return super.request(...given) as Promise<never>;
    }
  }
  return { ...undici, Client };
});

it('the parser of answers that could not be read is read again for the next engine', async () => {
  await expect(loadParser()).rejects.toThrow('EMFILE');
  disk.isBroken = false;
  await expect(loadParser()).resolves.toBeUndefined();
});
