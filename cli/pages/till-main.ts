/**
 * The till of the play view, started by `TillProcess` in a process of its own: to kill it is what a loss of power is, and its journal is
 * all that is left. It ends with the process that started it.
 */
import { createEngine, type Engine } from '../../index.ts';
import type { NumberedCall, TillCall, TillMessage } from './till-calls.ts';

let running: Engine | undefined;

process.on('message', ({ n, call }: NumberedCall) => void answer(n, call));
process.on('disconnect', () => process.exit());

async function answer(n: number, call: TillCall): Promise<void> {
  try {
    say({ n, value: call.do === 'open' ? await open(call.options) : await perform(call) });
  } catch (error) {
    say({ n, why: error instanceof Error ? error.message : 'It did not work.' });
  }
}

/** @returns where the terminal reports what it displays */
async function open(options: Extract<TillCall, { do: 'open' }>['options']): Promise<string> {
  running = await createEngine(options);
  running.inspection.follow((changes) => say({ changes }));
  return running.listenerUrl ?? '';
}

async function perform(call: Exclude<TillCall, { do: 'open' }>): Promise<unknown> {
  const engine = running;
  if (engine === undefined) throw new Error('The till has not started yet.');
  const [poiid = ''] = (await engine.inspection.overview()).terminals.map(({ poi }) => poi);
  switch (call.do) {
    case 'overview':
      return engine.inspection.overview();
    case 'transaction':
      return engine.inspection.transaction(call.id);
    case 'pay': {
      const { amount, reference, asksForTip } = call;
      const saleToAcquirerData = { tenderOptions: ['AskGratuity'] } as const;
      return engine.pay({ poiid, amount, reference, ...(asksForTip && { saleToAcquirerData }) }).id;
    }
    case 'refund':
      if (engine.transaction(call.id)?.state.outcome?.charged !== 'yes') throw new Error('There is nothing to refund.');
      return engine.refund({ poiid, transaction: call.id, reference: `REFUND-${call.id.slice(-4)}` }).id;
    case 'override':
      return engine.override({
        transaction: call.id,
        by: 'you',
        reason: 'decided at the page',
        outcome: call.outcome,
      });
    default:
      return engine.transaction(call.id)?.[call.do]();
  }
}

function say(message: TillMessage): void {
  if (process.connected) process.send?.(message);
}
