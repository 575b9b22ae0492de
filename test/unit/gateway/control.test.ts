import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { controlPlace } from '../../../gateway/index.ts';
import { memoryJournal } from '../../../adapters/journal/memory-journal.ts';
import type { EngineOptions } from '../../../index.ts';
import type * as Library from '../../../index.ts';
import { driver, newFolder } from '../../compliance/sqlite.ts';
import { sealedTerminal } from '../../support/terminal/sealed-terminal.ts';
import { losesAnswers } from '../../support/terminal/terminal-behaviours.ts';
import { order, TEST_OPTIONS } from '../../support/test-engine.ts';

// The thread of the journal is started from the build: see test/compliance/sqlite.ts.
const { createEngine } = (await import(new URL('../../../dist/index.js', import.meta.url).href)) as typeof Library;

/** A till whose terminal never says what became of a payment. */
async function startTill(options: Partial<EngineOptions>) {
  const terminal = await sealedTerminal(losesAnswers);
  const { transport, keyRing } = terminal;
  const engine = await createEngine({ ...TEST_OPTIONS, ...options, parts: { transport, keyRing } });
  onTestFinished(() => engine.close());
  return engine;
}

const newJournal = () => join(newFolder(), 'till.db');

async function ask(journal: string, method: string, path: string, body?: object, token?: string) {
  const { socketPath, tokenFile } = await controlPlace(journal);
  const text = body && JSON.stringify(body);
  const headers = {
    Authorization: `Bearer ${token ?? readFileSync(tokenFile, 'utf8').trim()}`,
    ...(text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  };
  return new Promise<{ status: number | undefined; json: Record<string, unknown> }>((resolve, reject) => {
    httpRequest({ socketPath, method, path, headers, agent: false }, (response) => {
      let received = '';
      response.on('data', (chunk: Buffer) => (received += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode, json: JSON.parse(received) as Record<string, unknown> }),
      );
    })
      .on('error', reject)
      .end(text);
  });
}

describe.skipIf(driver === undefined)('an engine with control', () => {
  it('lets its own user close an unknown while it runs, on record with name and reason', async () => {
    const journal = newJournal();
    const engine = await startTill({ journal, control: true });
    const payment = engine.pay(order({ id: 'lost' }));
    for await (const { tags } of payment.state$) if (tags.includes('outcomeUnknown')) break;

    const unresolved = await ask(journal, 'GET', '/v1/unresolved');
    expect(unresolved.json['transactions']).toMatchObject([{ id: 'lost' }]);
    const decided = await ask(journal, 'POST', '/v1/transactions/lost/override', {
      by: 'Ines',
      reason: 'receipt seen',
      outcome: 'charged',
    });
    expect(decided).toMatchObject({ status: 200, json: { state: 'settled', outcome: { kind: 'overridden' } } });
    expect(await payment.settled()).toMatchObject({ kind: 'overridden', by: 'Ines', reason: 'receipt seen' });
  });

  it('has a socket and a token for its user alone, which end with it and are no other ones at the next start', async () => {
    const journal = newJournal();
    const engine = await startTill({ journal, control: true });
    const { socketPath, tokenFile } = await controlPlace(journal);
    for (const path of [socketPath, tokenFile]) expect(statSync(path).mode & 0o077).toBe(0);
    const token = readFileSync(tokenFile, 'utf8');
    expect(await ask(journal, 'GET', '/v1/unresolved', undefined, 'x'.repeat(43))).toMatchObject({ status: 401 });
    await engine.close();
    expect(existsSync(socketPath)).toBe(false);
    const again = await startTill({ journal, control: true });
    expect(readFileSync(tokenFile, 'utf8')).toBe(token);
    expect(await ask(journal, 'GET', '/v1/unresolved')).toMatchObject({ status: 200 });
    await again.close();
  });

  it.each<[string, object, string]>([
    ['a journal in memory', { journal: 'memory' }, 'a journal in memory'],
    ['no journal', {}, 'a journal in memory'],
    ['a journal of another make', { journal: memoryJournal() }, 'a journal that is not ours'],
    ['a value that is none', { journal: 'till.db', control: 'yes' }, '"yes"'],
  ])('is refused with %s', async (_, options, found) => {
    await expect(createEngine({ ...TEST_OPTIONS, control: true, ...options })).rejects.toMatchObject({
      code: 'ERR_CONFIG_CONTROL',
      found,
    });
  });

  it('is refused where the path of the socket would be too long, and gives the journal free', async () => {
    const folder = join(newFolder(), 'f'.repeat(100));
    mkdirSync(folder);
    const journal = join(folder, 'till.db');
    const refused = { name: 'ConfigError', code: 'ERR_CONFIG_CONTROL', path: 'control' };
    await expect(startTill({ journal, control: true })).rejects.toMatchObject(refused);
    await startTill({ journal });
  });
});
