import { bundlePrograms } from '../../support/fast-start.mjs';

/** Bundles a server of the pair: they are started again and again. @returns the path of its script */
export async function bundlePairEngine(folder) {
  const { engine } = await bundlePrograms(folder, { engine: 'test/crash/processes/pair-engine.mjs' });
  return engine;
}
