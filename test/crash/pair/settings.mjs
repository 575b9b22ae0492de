import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.mjs';

/** The names of the two. */
const NAMES = ['one', 'two'];
/**
 * So that what a server may still send when it wakes is over soon; and so that a NotFound proves something also on a machine on which
 * everything takes long: these terminals restart never, and forget nothing.
 */
const LIMITS = {
  sendWithinMs: 5_000,
  takeOverCheckMs: 500,
  terminalRestartMinMs: 600_000,
  notFoundAgeMaxMs: 900_000,
};

/**
 * Writes what each of two servers of a store is configured with: the same, but for its address and the terminals that it prefers.
 *
 * @param till what the terminals expect: SaleID, key and root certificate; and the limits of the engine
 * @returns for each server what `createServer` takes
 */
export async function writeSettings(folder, { saleId, sharedKey, rootPem, limits }, terminals, database) {
  const { passphrase, ...key } = sharedKey;
  const token = randomBytes(32).toString('base64url');
  writeFileSync(join(folder, 'root.pem'), rootPem);
  const all = NAMES.map(async (name, index) => {
    const file = `${name}.json`;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const settings = {
      ...key,
      saleId,
      environment: 'test',
      rootCertificate: 'root.pem',
      journal: database.url,
      limits: { ...limits, ...LIMITS },
      terminals: terminals.map(({ poiid, port: at }) => ({ poiid, host: '127.0.0.1', port: at })),
      gateway: {
        port,
        url,
        takeOver: { prefers: terminals.filter((_, lane) => lane % 2 === index).map(({ poiid }) => poiid) },
        rememberIn: `${name}.remembered`,
      },
    };
    writeFileSync(join(folder, file), JSON.stringify(settings));
    const env = { TENDERLINE_PASSPHRASE: passphrase, TENDERLINE_GATEWAY_TOKEN: token };
    return { name, folder, file, url, env, token };
  });
  return Promise.all(all);
}
