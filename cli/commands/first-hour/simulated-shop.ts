import { join } from 'node:path';
import { formatValue, InputError } from '../../../errors.ts';
import { startSimulator } from '../../../simulator/index.ts';
import { shellQuote } from '../../output/output.ts';
import { openStateDir } from '../../settings/simulator/state-dir.ts';
import { announce, inConfig, report, type Members, type SetupContext } from './context.ts';

const POIID = 'V400m-324688179';
const DEFAULT_SPEED = '5';

/**
 * Runs a simulated terminal for as long as `run` lasts. Its root and its key are in the folder, where `tenderline simulate` finds them
 * again.
 *
 * @param run takes what the configuration of a till for it has
 */
export async function withSimulatedShop(
  context: SetupContext,
  folder: string,
  run: (members: Members) => Promise<number>,
): Promise<number> {
  const { output, answers } = context;
  announce(
    context,
    'Simulated terminal',
    'It speaks as a real one does, with TLS and sealed messages. Root, terminal and key are made here: nothing to ask.',
  );
  const { poiid = POIID } = answers;
  const timeScale = 1 / readSpeed(answers.speed ?? DEFAULT_SPEED);
  await using state = await openStateDir(folder);
  await using simulator = await startSimulator({
    terminals: [{ poiid, host: '127.0.0.1', port: 0, sharedKeys: [state.sharedKey], settings: {} }],
    fleet: state.fleet,
    timeScale,
  });
  const { host, port } = simulator.terminal(poiid);
  report(context, `${poiid} at ${host}:${port}; its root and passphrase are in ${state.path}`);
  const { keyIdentifier, keyVersion } = state.sharedKey;
  const exitCode = await run({
    environment: 'test',
    rootCertificate: inConfig(context, state.rootCertificate),
    keyIdentifier,
    keyVersion,
    passphraseFile: inConfig(context, join(state.path, 'passphrase.txt')),
    terminals: [{ poiid, host, port }],
  });
  output.print('\nThe simulated terminal ends with this command. To start it again:');
  output.print(`  tenderline simulate --poiid ${poiid} --port ${port} --state-dir ${shellQuote(state.path)}`);
  return exitCode;
}

function readSpeed(text: string): number {
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (speed > 0) return speed;
  throw new InputError('ERR_INPUT_SPEED', { path: 'speed', expected: 'a number above 0', found: formatValue(text) });
}
