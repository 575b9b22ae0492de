import { createEngine, type Engine, type EngineOptions } from '../../../index.ts';
import type { SimulatedTerminal, Simulator } from '../../../simulator/index.ts';
import { checkingJson } from '../messages/outcome-json.ts';
import { SHARED_KEY } from '../terminal/sealed-terminal.ts';

/** An engine for a terminal of a simulator, over real sockets. It does not wait when it is closed. */
export async function createSimulatedTill(
  simulator: Simulator,
  { poiid, host, port }: SimulatedTerminal,
  options: Partial<EngineOptions> = {},
): Promise<Engine> {
  const engine = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid, host, port }],
    sharedKeys: [SHARED_KEY],
    rootCertificate: simulator.fleet.rootPem,
    ...options,
    limits: { closeTimeoutMs: 1, ...options.limits },
  });
  return checkingJson(engine);
}
