import { bundlePrograms } from '../../support/fast-start.mjs';

/** A till without a payment and without a terminal: refused at once. */
const NOTHING = {
  sharedKey: { keyIdentifier: 'lane', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' },
  payments: [],
  rootPem: '',
};

/**
 * Bundles the till: hundreds are started here.
 *
 * @param folder for the files
 * @returns the path of the till's script
 */
export async function bundleTill(folder) {
  const script = 'test/crash/processes/till.mjs';
  const { till } = await bundlePrograms(folder, { till: { script, firstRun: [JSON.stringify(NOTHING)] } });
  return till;
}
