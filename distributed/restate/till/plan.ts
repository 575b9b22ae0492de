import type { Context } from '@restatedev/restate-sdk';
import { InputError, type TransactionId, type TransactionType } from 'tenderline';
import { createServiceID, failure } from 'tenderline/protocol';
import { originalOf, planTransaction, storedRequest, type WorkerParts } from 'tenderline/runtime';
import { TRANSACTION, type Asked, type Mistaken, type Reading, type TillRequest } from '../contracts.ts';
import { plain } from '../transaction/head.ts';
import type { Caller } from './caller.ts';
import { orMistake } from './mistaken.ts';

/** A request, checked as the engine checks it; or the mistake in it. */
export function planOf(
  type: TransactionType,
  { request, askedAtMs, after }: TillRequest,
  till: Caller,
  { parts, read }: { readonly parts: WorkerParts; readonly read: () => Reading },
): { readonly id: TransactionId; readonly asked: Asked } | Mistaken {
  return orMistake(() => {
    const { options, random, newId } = parts;
    const plan = planTransaction(type, request, options);
    if (!till.terminals.includes(plan.POIID)) {
      const expected = `a terminal of this till (${till.terminals.join(', ')})`;
      throw new InputError('ERR_INPUT_TERMINAL', { path: 'poiid', expected, found: plan.POIID });
    }
    const at = read();
    const { sendWithinMs, clockSkewMaxMs } = options.limits;
    // It may have waited anywhere on its way: the shopper is gone. A till whose clock is ahead cannot say how long.
    const ageMs = at.atMs - askedAtMs;
    const isLate = ageMs < -clockSkewMaxMs || ageMs > sendWithinMs + clockSkewMaxMs;
    const { amount, POIID: poiid, queue } = plan;
    const asked: Asked = {
      till: till.name,
      type,
      poiid,
      ServiceID: createServiceID((length) => random.bytes(length)),
      reference: plan.request.reference,
      ...(amount !== undefined && { amount }),
      queue,
      given: request,
      same: plain(storedRequest(plan)),
      ...(after !== undefined && { after }),
      at,
      ...(isLate && { refusal: failure('ERR_SEND_TOO_LATE') }),
    };
    return { id: plan.id ?? newId(), asked };
  });
}

/** The payment that a refund gives back, if the till named it by its transaction: one of its own. */
export async function originalOfRefund(
  ctx: Context,
  till: string,
  { type, given }: Asked,
): Promise<Pick<Asked, 'original'> | Pick<Asked, 'refusal'>> {
  if (type !== 'refund' || typeof given['transaction'] !== 'string') return {};
  const payment = await ctx.objectClient(TRANSACTION, given['transaction']).state({ till });
  const original = originalOf(payment?.state);
  return 'code' in original ? { refusal: original } : { original };
}
