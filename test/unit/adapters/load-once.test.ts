import { expect, it } from 'vitest';
import { loadOnce } from '../../../adapters/load-once.ts';

it('what is loaded once is loaded by the first call, and again after a call that failed', async () => {
  const results = [Promise.reject(new Error('EMFILE')), Promise.resolve('loaded')].values();
  let loads = 0;
  const load = loadOnce(() => {
    loads += 1;
    return results.next().value ?? Promise.reject(new Error('loaded too often'));
  });
  await expect(Promise.all([load(), load()])).rejects.toThrow('EMFILE');
  expect(loads).toBe(1);
  expect(await Promise.all([load(), load()])).toEqual(['loaded', 'loaded']);
  expect(await load()).toBe('loaded');
  expect(loads).toBe(2);
});
