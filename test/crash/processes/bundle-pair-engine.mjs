import { bundlePrograms } from '../../support/fast-start.mjs';

/** Nobody answers there: refused at once. */
const NOTHING = { name: 'none', connectionString: 'postgres://owner@127.0.0.1:1/none', terminals: [] };

/** Bundles a server of the pair: they are started again and again. @returns the path of its script */
export async function bundlePairEngine(folder) {
  const script = 'test/crash/processes/pair-engine.mjs';
  const { engine } = await bundlePrograms(folder, { engine: { script, firstRun: [JSON.stringify(NOTHING)] } });
  return engine;
}
