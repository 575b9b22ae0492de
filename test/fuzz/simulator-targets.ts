import type { TerminalSettings } from '../../simulator/settings.ts';
import { openRequest } from '../../simulator/wire/protection.ts';
import { createPrng } from '../../simulator/primitives/prng.ts';
import { GiftCards } from '../../simulator/platform/gift-cards.ts';
import { readEnvelope } from '../../simulator/messages/request-reader.ts';
import { VirtualTerminal } from '../../simulator/terminal/virtual-terminal.ts';
import { createKeyRing, type KeyRing } from '../../crypto/index.ts';
import { abort, lane, LANE_KEY, payment, POIID, status, type Json } from '../support/simulator.ts';
import { cardAcquisition, input, print, SCREEN, storedValue } from '../support/messages/terminal-messages.ts';
import type { Target } from './target.ts';

const keys = await createKeyRing([LANE_KEY]);
const till = await lane();

const REQUESTS: readonly Json[] = [
  payment('S1', { saleToAcquirerData: 'tenderOption=AskGratuity' }),
  status('Q1', 'S1'),
  abort('A1', 'S1'),
  cardAcquisition('C1'),
  storedValue('V1', [{ StoredValueTransactionType: 'Load', ItemAmount: 1, Currency: 'EUR' }]),
  input('I1', 'GetMenuEntry', { MenuEntry: [SCREEN] }),
  print('P1'),
];
const SEALED = REQUESTS.map((request) => JSON.parse(till.seal(request)) as Json);

/** Timers that never go off: a request is answered when the terminal is taken away. */
const stillClock = { now: () => Date.parse('2026-05-04T10:15:33.120Z'), setTimeout: () => 0, clearTimeout: () => {} };

function takes(bytes: Uint8Array, keyRing: KeyRing | undefined, settings: Partial<TerminalSettings>): number {
  const random = createPrng(1);
  const terminal = new VirtualTerminal({
    poiid: POIID,
    keys: keyRing,
    settings,
    clock: stillClock,
    random: (length) => random.bytes(length),
    platformLedger: () => [],
    giftCards: new GiftCards(),
  });
  let count = 0;
  terminal.receive(bytes, () => (count += 1));
  terminal.restart({ forget: false, announced: false });
  if (count !== 1) throw new Error(`${count} answers to one request`);
  return count;
}

export const SIMULATOR_TARGETS: readonly Target[] = [
  {
    name: 'simulator-request',
    seeds: [...REQUESTS, ...SEALED],
    run(bytes) {
      const opened = openRequest(bytes, keys, 'allowed');
      return opened.kind === 'message' ? readEnvelope(opened.message) : opened.kind;
    },
  },
  {
    name: 'simulator-terminal',
    seeds: [...REQUESTS, ...SEALED],
    run: (bytes) => [
      takes(bytes, keys, { clearText: 'allowed' }),
      takes(bytes, keys, { clearText: 'denied' }),
      takes(bytes, undefined, { noKeyAnswer: 'wrapped' }),
    ],
  },
];
