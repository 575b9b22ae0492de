import { ElsewhereError, formatValue, InputError } from '../../errors.ts';
import type { GatewayEngine, GatewayTransaction } from '../gateway-engine.ts';
import { NotFoundError } from '../problem.ts';
import type { Services } from '../services.ts';
import { assertOwned, ownerOf } from './find-terminal.ts';

/**
 * A transaction by its id, in memory or in the journal. What the journal has comes first: while an id is looked up, memory has a request
 * that may turn out to be another one.
 *
 * @throws {NotFoundError}
 * @throws {InputError} `ERR_INPUT_TRANSACTIONID`
 * @throws {JournalError} when the journal cannot be read
 */
export async function findTransaction(engine: GatewayEngine, id: string): Promise<GatewayTransaction> {
  const transaction = (await engine.find(id)) ?? engine.transaction(id);
  if (transaction !== undefined) return transaction;
  throw new NotFoundError(
    new InputError('ERR_INPUT_TRANSACTION', {
      path: 'id',
      expected: 'the id of a transaction',
      found: formatValue(id),
      advice: 'nothing of that name was sent so far; a PUT that was not answered can be repeated',
    }),
  );
}

/** Waits for the outcome, or until the time is up or the caller goes away. Whatever comes first, the transaction goes on. */
export async function waitForOutcome(
  transaction: GatewayTransaction,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  if (seconds > 0) await transaction.outcome(seconds * 1000, { signal });
}

/** How often the journal is read for a transaction that another server runs. */
const FOLLOWED_EVERY_MS = 500;

/** As `waitForOutcome`, also of a transaction that another server runs: what that one stores is read. @returns it as it is then */
export async function followOutcome(
  { engine, clock }: Pick<Services, 'engine' | 'clock'>,
  found: GatewayTransaction,
  seconds: number,
  signal: AbortSignal,
): Promise<GatewayTransaction> {
  const untilMs = clock.upMs() + seconds * 1000;
  let now = found;
  while (isElsewhere(engine, now) && clock.upMs() < untilMs && !signal.aborted) {
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, FOLLOWED_EVERY_MS));
    now = await findTransaction(engine, found.id);
  }
  await waitForOutcome(now, Math.max(0, (untilMs - clock.upMs()) / 1000), signal);
  return now;
}

function isElsewhere(engine: GatewayEngine, { state }: GatewayTransaction): boolean {
  return state.state !== 'settled' && ownerOf(engine, state.poiid)?.isSelf === false;
}

/** Refuses what changes a transaction that another server has; reading it is right everywhere. @throws {ElsewhereError} */
export function assertHere(engine: GatewayEngine, { id, state }: GatewayTransaction): void {
  if (state.state === 'settled') return;
  assertOwned(state.poiid, ownerOf(engine, state.poiid));
  // No server has its terminal: it is in the journal alone.
  if (engine.transaction(id) === undefined) throw new ElsewhereError(state.poiid);
}
