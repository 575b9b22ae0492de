import { chownSync, existsSync, unlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findControl, type Control } from '../../../../cli/live/control.ts';
import { controlPlace } from '../../../../gateway/control/control-place.ts';
import { answers, fakeOwner, newJournalFile, TOKEN } from './fake-owner.ts';

const CALL = { method: 'GET', path: '/v1/unresolved' } as const;

async function controlOf(...args: Parameters<typeof findControl>): Promise<Control> {
  const control = await findControl(...args);
  if (control === undefined) throw new Error('nobody listens');
  return control;
}

describe('the control of a till that owns a journal', () => {
  it('is nowhere where no till listens', async () => {
    expect(await findControl(newJournalFile())).toBeUndefined();
  });

  it('is called with its token and what is asked for, on a connection that ends', async () => {
    const journal = await fakeOwner((request, response) => {
      const { method, url, headers } = request;
      const { authorization, host, connection } = headers;
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => answers(200, { method, url, authorization, host, connection, body })(request, response));
    });
    const control = await controlOf(journal);
    expect(await control({ method: 'POST', path: '/v1/x?wait=1', body: { by: 'Ines' } })).toEqual({
      method: 'POST',
      url: '/v1/x?wait=1',
      authorization: `Bearer ${TOKEN}`,
      host: 'localhost',
      connection: 'close',
      body: '{"by":"Ines"}',
    });
  });

  it('that refuses gives its mistake in the words of the options', async () => {
    const problem = { code: 'ERR_INPUT_OVERRIDE', path: 'transaction', expected: 'one', found: 'none', advice: 'look' };
    const control = await controlOf(await fakeOwner(answers(409, problem)));
    await expect(control(CALL)).rejects.toMatchObject({
      name: 'InputError',
      code: 'ERR_INPUT_OVERRIDE',
      path: 'id',
      expected: 'one',
      found: 'none',
      advice: 'look',
    });
  });

  it('that fails keeps the code and the words of its failure', async () => {
    const problem = { code: 'ERR_JOURNAL_FULL', detail: 'no room' };
    const control = await controlOf(await fakeOwner(answers(503, problem)));
    await expect(control(CALL)).rejects.toMatchObject({
      code: 'ERR_JOURNAL_FULL',
      message: 'the till that owns the journal: no room',
    });
  });

  it.each<[string, Parameters<typeof fakeOwner>[0], RegExp]>([
    ['text', (_, response) => response.end('hello'), /an answer 200 that is no JSON object/],
    ['a list', answers(200, []), /an answer 200 that is no JSON object/],
    ['a failure of another make', answers(500, { error: 'x' }), /an answer 500 without a problem/],
    ['a code of another make', answers(400, { code: 'x\u001B[2J' }), /an answer 400 without a problem/],
    ['no HTTP', (request) => request.socket.end('nonsense\r\n\r\n'), /HPE_/],
    ['an end', (request) => request.socket.destroy(), /ECONNRESET/],
    ['half an answer', (request) => request.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'), /ECONNRESET/],
    ['nothing', () => {}, /ETIMEDOUT/],
  ])('that answers with %s is said to, with how a till is controlled', async (_, answer, found) => {
    const control = await controlOf(await fakeOwner(answer), { answeredWithinMs: 200 });
    await expect(control(CALL)).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'ERR_CONFIG_CONTROL',
      found: expect.stringMatching(found),
      advice: expect.stringContaining('`control: true` in createEngine'),
    });
  });

  it('without a token file is said to be unusable, and is sent nothing', async () => {
    let calls = 0;
    const journal = await fakeOwner((request, response) => {
      calls += 1;
      answers(200, {})(request, response);
    });
    unlinkSync((await controlPlace(journal)).tokenFile);
    await expect(findControl(journal)).rejects.toMatchObject({ code: 'ERR_CONFIG_GATEWAY_TOKEN', found: 'ENOENT' });
    expect(calls).toBe(0);
  });

  const canGiveAway = process.getuid?.() === 0;
  if (!canGiveAway) console.log('skipped: a socket of another user, because only root can make one');
  it.skipIf(!canGiveAway)('is not told the token where another user made the socket', async () => {
    const journal = await fakeOwner(answers(200, {}));
    const { socketPath } = await controlPlace(journal);
    chownSync(socketPath, 65_534, 65_534);
    expect(existsSync(socketPath)).toBe(true);
    await expect(findControl(journal)).rejects.toMatchObject({
      code: 'ERR_CONFIG_CONTROL',
      found: 'one of another user',
    });
  });
});
