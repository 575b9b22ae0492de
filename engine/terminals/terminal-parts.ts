import { clearText } from '../../adapters/clear-text.ts';
import { logEvent } from '../../adapters/logging/log-event.ts';
import { nexoProtection } from '../../adapters/nexo-protection.ts';
import type { Protection } from '../../adapters/ports/protection.port.ts';
import type { TerminalAddress } from '../../adapters/ports/transport.port.ts';
import type { TerminalKeys } from '../../crypto/index.ts';
import { failure, type Failure } from '../../protocol/faults.ts';
import type { POIID, SaleID } from '../../protocol/ids.ts';
import type { LoginContext } from '../../protocol/messages/session/login.ts';
import type { ResolvedOptions } from '../options/engine-options.ts';
import type { ResolvedParts } from '../options/resolve-parts.ts';
import { describeError } from '../runtime/containment.ts';
import type { Inspector } from '../runtime/inspector.ts';
import type { Logger } from '../runtime/logging.ts';
import { KeyUse } from './key-use.ts';
import { MovingTransport } from './moving-transport.ts';
import { createTerminalClient, type TerminalClient } from './terminal-client.ts';
import { terminalHandle, type Terminal } from './terminal-handle.ts';
import { TerminalQueue, type OnTerminalStep } from './terminal-queue.ts';
import { TerminalRequester } from './terminal-request.ts';

/** Everything that an engine has for one terminal. */
export interface TerminalParts {
  readonly poiid: POIID;
  readonly transport: MovingTransport;
  readonly client: TerminalClient;
  readonly queue: TerminalQueue;
  /** `undefined` without protection. */
  readonly keys: KeyUse | undefined;
  readonly handle: Terminal;
  /** The same for a till of that name. */
  readonly handleFor: (saleId: SaleID) => Terminal;
}

export interface TerminalPartsDependencies extends Pick<
  ResolvedParts,
  'transport' | 'clock' | 'random' | 'certificates'
> {
  readonly options: Pick<ResolvedOptions, 'saleId' | 'limits' | 'currencyExponents'>;
  readonly keys: TerminalKeys;
  readonly log: Logger;
  readonly inspector: Inspector;
  /** Observes the steps of a terminal's machine. */
  readonly onStepOf: (poiid: POIID) => OnTerminalStep;
  readonly loginContext: () => LoginContext;
  /** Why nothing is asked of a terminal: another engine has it. Default: none has. */
  readonly whyNotHere?: (poiid: POIID) => Failure | undefined;
}

/** @param isUnprotected its messages go and come in the clear */
export function terminalParts(
  deps: TerminalPartsDependencies,
  address: TerminalAddress,
  isUnprotected: boolean,
): TerminalParts {
  const { options, clock, random, inspector } = deps;
  const { saleId, limits, currencyExponents } = options;
  const poiid = address.poiid as POIID; // the options parsed it
  const log = deps.log.child({ POIID: poiid });
  const transport = new MovingTransport(deps.transport(address), (error) =>
    logEvent(log, 'terminal.oldAddressNotClosed', { error: describeError(error) }),
  );
  const keys = isUnprotected ? undefined : new KeyUse(() => deps.keys.ringOf(poiid), clock);
  const client = createTerminalClient({
    transport,
    get protection() {
      return protectionOf(deps, poiid, isUnprotected);
    },
    keys,
    clock,
    log,
    inspector,
  });
  const queue = new TerminalQueue(poiid, limits, deps.onStepOf(poiid));
  const handleFor = (ofTill: SaleID) => {
    const requester = new TerminalRequester({
      saleId: ofTill,
      poiid,
      random,
      client,
      requestTimeoutMs: limits.requestTimeoutMs,
      whyNotAsk: () => (queue.state.isLeaving ? failure('ERR_TERMINAL_REMOVED') : deps.whyNotHere?.(poiid)),
    });
    return terminalHandle({
      saleId: ofTill,
      log: deps.log,
      currencyExponents,
      requester,
      queue,
      keys,
      certificateEnd: () => deps.certificates.endOf(poiid),
      responseTimeoutMs: limits.responseTimeoutMs,
      loginContext: deps.loginContext,
      whyNotHere: () => deps.whyNotHere?.(poiid),
    });
  };
  return { poiid, transport, client, queue, keys, handle: handleFor(saleId), handleFor };
}

/** With the keys as they are now. */
export function protectionOf(
  { keys, random }: Pick<TerminalPartsDependencies, 'keys' | 'random'>,
  poiid: POIID,
  isUnprotected: boolean,
): Protection {
  return isUnprotected ? clearText : nexoProtection(keys.ringOf(poiid), random);
}

/** Nothing of it runs, waits or is unknown, and no answer is under way. */
export function isDrained({ queue, client }: Pick<TerminalParts, 'queue' | 'client'>): boolean {
  const { running, unknown, waiting } = queue.state;
  return running === undefined && unknown.length === 0 && waiting.length === 0 && client.isIdle;
}
