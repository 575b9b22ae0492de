import { ElsewhereError, InputError } from '../../errors.ts';
import type { TerminalState } from '../../engine/terminals/terminal-queue.ts';
import type { Failure } from '../../protocol/faults.ts';
import type { GatewayEngine, GatewayTerminal } from '../gateway-engine.ts';
import { NotFoundError } from '../problem.ts';

/** @throws {NotFoundError} */
export async function findTerminal(engine: GatewayEngine, poiid: string): Promise<GatewayTerminal> {
  try {
    return await engine.terminal(poiid);
  } catch (error) {
    throw error instanceof InputError ? new NotFoundError(error) : error;
  }
}

/** Whose a terminal is, where servers share them; `undefined` when no server has it, or the terminal is not known. */
export function ownerOf({ terminals }: Pick<GatewayEngine, 'terminals'>, poiid: string): TerminalState['owner'] {
  if (terminals.release === undefined) return undefined;
  return terminals().find((terminal) => terminal.poiid === poiid)?.state.owner;
}

/** @throws {ElsewhereError} when another server has the terminal */
export function assertOwned(poiid: string, owner: TerminalState['owner']): void {
  const { isSelf = true, name, url } = owner ?? {};
  if (isSelf) return;
  throw new ElsewhereError(poiid, { ...(name !== undefined && { owner: name }), ...(url !== undefined && { url }) });
}

/** Where the engine refused what is for another server: nothing of it is stored or was sent. @throws {ElsewhereError} */
export function refuseElsewhere({
  poiid,
  failure,
}: {
  readonly poiid: string;
  readonly failure?: Failure | undefined;
}): void {
  if (failure?.code === 'ERR_TERMINAL_ELSEWHERE') throw new ElsewhereError(poiid, failure.details);
}
