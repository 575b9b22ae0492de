import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../../../adapters/system-random.ts';
import { readOrDrawToken } from '../../../../gateway/access/token-file.ts';
import { newFolder } from '../../../support/end-of-file.ts';

const folder = () => newFolder('token');
const draw = (path: string) => readOrDrawToken(path, systemRandom);

describe.skipIf(process.platform === 'win32')('the file of a token', () => {
  it('is made at the first start, for its user alone, and read at the next', async () => {
    const path = join(folder(), 'token');
    const token = await draw(path);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await draw(path)).toBe(token);
    expect(readFileSync(path, 'utf8')).toBe(`${token}\n`);
  });

  it('is drawn once, also by two starts at the same time', async () => {
    const path = join(folder(), 'token');
    const drawn = await Promise.allSettled([draw(path), draw(path)]);
    const tokens = drawn.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(new Set(tokens).size).toBe(1);
    expect(await draw(path)).toBe(tokens[0]);
  });

  it.each([
    ['empty', '\n', 'an empty one'],
    ['torn', 'x'.repeat(31), 'a part of one'],
  ])('that is %s is no token, and the mistake says what to do', async (_, text, found) => {
    const path = join(folder(), 'token');
    writeFileSync(path, text, { mode: 0o600 });
    const advice = expect.stringContaining('delete the file, and the next start draws a new token');
    await expect(draw(path)).rejects.toMatchObject({ code: 'ERR_CONFIG_GATEWAY_TOKEN', found, advice });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('is not there, in whole or in part, where a start died while it made it: the next one draws', async () => {
    const path = join(folder(), 'token');
    const dies = {
      bytes: () => {
        throw new Error('killed');
      },
    };
    await expect(readOrDrawToken(path, dies)).rejects.toMatchObject({ code: 'ERR_CONFIG_GATEWAY_TOKEN' });
    // What a start leaves that was killed in the middle of writing.
    writeFileSync(`${path}.0123456789ab`, 'x'.repeat(20), { mode: 0o600 });
    expect(existsSync(path)).toBe(false);
    expect(await draw(path)).toMatch(/^[\w-]{43}$/);
  });

  it('is the only file that is made', async () => {
    const path = join(folder(), 'token');
    await draw(path);
    await draw(path);
    expect(readdirSync(dirname(path))).toEqual(['token']);
  });

  it('is another one for another gateway', async () => {
    expect(await draw(join(folder(), 'token'))).not.toBe(await draw(join(folder(), 'token')));
  });

  it.each([0o640, 0o604, 0o620, 0o602, 0o610])('is refused with mode %o: others may know it', async (mode) => {
    const path = join(folder(), 'token');
    writeFileSync(path, `secret-${'x'.repeat(40)}`);
    chmodSync(path, mode);
    const refused = await draw(path).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'ERR_CONFIG_GATEWAY_TOKEN', path });
    expect(String(refused)).not.toContain('secret');
  });

  it('is refused where it is a link, which can lead to a file of another user', async () => {
    const inside = folder();
    const target = join(inside, 'target');
    writeFileSync(target, 'x'.repeat(43), { mode: 0o600 });
    symlinkSync(target, join(inside, 'token'));
    await expect(draw(join(inside, 'token'))).rejects.toMatchObject({ found: 'a symbolic link' });
  });

  it('that cannot be made says where and why', async () => {
    const path = join(folder(), 'missing', 'token');
    await expect(draw(path)).rejects.toMatchObject({ code: 'ERR_CONFIG_GATEWAY_TOKEN', path, found: 'ENOENT' });
  });
});
