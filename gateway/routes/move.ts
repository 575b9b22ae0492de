import type { Clock } from '../../adapters/ports/clock.port.ts';
import { here, type GatewayTerminal } from '../gateway-engine.ts';
import { ProblemError } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { PoiidParams, waitQuery } from '../schemas/parameters.ts';
import { TerminalJsonSchema, terminalToJson } from '../schemas/terminal-json.ts';
import { assertOwned, findTerminal } from './find-terminal.ts';

/** Hands a terminal over: what runs ends here, what comes meanwhile is refused, and then the other server has it. */
export const moveTerminal = defineRoute({
  method: 'post',
  path: '/v1/terminals/{poiid}/move',
  operationId: 'moveTerminal',
  summary: 'Gives a terminal to the other server, as soon as nothing runs or waits for it here.',
  scope: 'operate',
  params: PoiidParams,
  query: waitQuery('another server has it'),
  responses: {
    200: {
      description:
        'The terminal as it is now: another server has it when `owner.isSelf` is false. Else it is still being given up, or no other server took it.',
      schema: TerminalJsonSchema,
    },
  },
  problems: {
    404: ['ERR_INPUT_TERMINAL'],
    409: ['ERR_GATEWAY_ALONE'],
    421: ['ERR_TERMINAL_ELSEWHERE'],
    501: ['ERR_GATEWAY_NOT_HERE'],
    503: ['ERR_CLOSED', 'ERR_TERMINAL_ELSEWHERE'],
  },
  async handle({ params, query, signal }, { engine, clock }) {
    const release = here(engine.terminals.release);
    const terminal = await findTerminal(engine, params.poiid);
    assertOwned(terminal.poiid, terminal.state.owner);
    const wasShared = terminal.state.owner !== undefined;
    // It goes on when the caller does not wait for it.
    const releasing = release(terminal.poiid);
    releasing.catch(() => {});
    if (!wasShared && !(await releasing)) throw new ProblemError('ERR_GATEWAY_ALONE');
    await untilMoved(terminal, releasing, { ms: (query.wait ?? 0) * 1000, signal, clock });
    return { status: 200, json: terminalToJson(terminal) };
  },
});

/** Until another server has it, this one has it again, the time is up or the caller goes away. */
async function untilMoved(
  { state$ }: GatewayTerminal,
  releasing: Promise<boolean>,
  { ms, signal, clock }: { readonly ms: number; readonly signal: AbortSignal; readonly clock: Clock },
): Promise<void> {
  if (ms === 0) return;
  let isReleased = false;
  await new Promise<void>((resolve) => {
    const timer = clock.setTimeout(end, ms);
    const following = state$.subscribe({
      next({ owner }) {
        if (owner?.isSelf === false || (isReleased && owner?.isSelf === true)) end();
      },
      complete: end,
    });
    signal.addEventListener('abort', end, { once: true });
    releasing.then((released) => (released ? (isReleased = true) : end()), end);
    function end(): void {
      clock.clearTimeout(timer);
      // A state that is there already comes before there is a subscription.
      queueMicrotask(() => following.unsubscribe());
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
