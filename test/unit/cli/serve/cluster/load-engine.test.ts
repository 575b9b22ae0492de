import { describe, expect, it } from 'vitest';
import { loadClusterPackage } from '../../../../../cli/serve/cluster/load-engine.ts';

const PACKAGE = { connectEngine: () => Promise.reject(new Error('not called')) };
const failsWith = (code: string) => () => Promise.reject(Object.assign(new Error('no'), { code }));

describe('the package for a cluster', () => {
  it.each(['22.18.0', '24.0.0'])('is loaded on Node.js %s', async (version) => {
    expect(await loadClusterPackage(version, () => Promise.resolve(PACKAGE))).toBe(PACKAGE);
  });

  it.each(['20.19.0', '22.17.1'])('is not looked for on Node.js %s, which is too old', async (version) => {
    await expect(loadClusterPackage(version, failsWith('not called'))).rejects.toMatchObject({
      code: 'ERR_CONFIG_RESTATE',
      path: 'Node.js',
      found: version,
    });
  });

  it.each([
    ['ERR_MODULE_NOT_FOUND', 'none'],
    ['ERR_UNKNOWN_FILE_EXTENSION', 'ERR_UNKNOWN_FILE_EXTENSION'],
  ])('that fails with %s is asked for', async (code, found) => {
    await expect(loadClusterPackage('24.0.0', failsWith(code))).rejects.toMatchObject({
      code: 'ERR_CONFIG_RESTATE',
      found,
      message: expect.stringContaining('npm install @tenderline/restate') as string,
    });
  });

  it('is none of this package, which does not bring it along', async () => {
    await expect(loadClusterPackage('24.0.0')).rejects.toMatchObject({ path: 'the package @tenderline/restate' });
  });
});
