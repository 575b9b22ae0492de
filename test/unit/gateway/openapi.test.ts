import { execFile } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import { build } from 'esbuild';
import { generateSource } from 'oazapfts';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../gateway/index.ts';
import { ROUTES } from '../../../gateway/route-table.ts';
import { newFolder } from '../../support/end-of-file.ts';
import { startTestGateway, TOKENS } from '../../support/gateway/test-gateway.ts';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** What a developer of a till writes with the generated client; the compiler holds the types. */
const TILL = `
import { defaults, getTransaction, listUnresolved, putTransaction } from './client.ts';

export async function pay(baseUrl: string, token: string): Promise<string> {
  defaults.baseUrl = baseUrl;
  defaults.headers = { Authorization: \`Bearer \${token}\` };
  const payment = { type: 'payment', poiid: 'V400m-324688179', amount: { currency: 'EUR', value: 1099 }, reference: 'R' } as const;
  const answer = await putTransaction('basket-1', payment, { wait: 30 });
  if (answer.status !== 200 && answer.status !== 201) return answer.data.code;
  const { state, outcome } = answer.data;
  const again = await getTransaction('basket-1');
  const unresolved = await listUnresolved();
  if (again.status !== 200 || unresolved.status !== 200 || outcome === undefined) return 'unresolved';
  const charged: 'yes' | 'no' | 'unknown' = outcome.charged;
  return [state, outcome.kind, charged, again.data.id, unresolved.data.transactions.length].join(' ');
}

// @ts-expect-error an amount is a number of minor units
void putTransaction('basket-2', { type: 'payment', poiid: 'x', amount: { currency: 'EUR', value: '10.99' }, reference: 'R' });
// @ts-expect-error there is no such type
void putTransaction('basket-2', { type: 'gift', poiid: 'x', reference: 'R' });
`;

/** Generates a client of the document, as its user would, and compiles it together with the till. */
async function generatedTill(): Promise<string> {
  const folder = newFolder('client');
  symlinkSync(modules, join(folder, 'node_modules'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('openapi.json', JSON.stringify(openApiDocument()));
  write('client.ts', await generateSource(join(folder, 'openapi.json')));
  write('till.ts', TILL.replace(/\n\/\/ @ts-expect-error[^]*$/, ''));
  write('types.ts', TILL);
  write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: 'esnext',
        moduleResolution: 'bundler',
        allowImportingTsExtensions: true,
        target: 'es2022',
        skipLibCheck: true,
        types: [],
      },
      files: ['types.ts', 'till.ts'],
    }),
  );
  await promisify(execFile)(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', folder]).catch(
    ({ stdout }: { readonly stdout: string }) => expect(stdout).toBe(''),
  );
  const outfile = join(folder, 'till.mjs');
  await build({ entryPoints: [join(folder, 'till.ts')], bundle: true, format: 'esm', outfile, logLevel: 'silent' });
  return outfile;
}

describe('the OpenAPI document', () => {
  it('is valid', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(openApiDocument());
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has no reference that leads nowhere, and no schema that is not used', () => {
    const document = openApiDocument() as { components: { schemas: Record<string, unknown> } };
    const used = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name = '']) => name,
    );
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted());
  });

  it('names each operation once, and says of each what it is for and what it needs', () => {
    const names = ROUTES.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { summary } of ROUTES) expect(summary).toMatch(/^[A-Z].{10,}[.]$/);
  });

  it('is enough for a client that is generated from it, which compiles and pays', { timeout: 120_000 }, async () => {
    const { pay } = (await import(pathToFileURL(await generatedTill()).href)) as {
      readonly pay: (url: string, token: string) => Promise<string>;
    };
    const { gateway, terminal } = await startTestGateway();
    expect(await pay(gateway.url, TOKENS.till)).toBe('settled approved yes basket-1 0');
    expect(await pay(gateway.url, 'wrong')).toBe('ERR_GATEWAY_TOKEN');
    expect(terminal.count('Payment')).toBe(1);
  });
});
