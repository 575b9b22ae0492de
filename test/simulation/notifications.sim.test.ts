import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nodeHttpListener } from '../../adapters/notification-listener/node-http.ts';
import type { Engine, TerminalNotification } from '../../index.ts';
import { startSimulator, type SimulatedTerminal, type Simulator } from '../../simulator/index.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import { createSimulatedTill } from '../support/wire/simulated-till.ts';

const POIID = 'V400m-324688179';
const credentials = { username: 'term', password: 'b4sic-Secret' };

let simulator: Simulator;
let terminal: SimulatedTerminal;
let engine: Engine;
let server: Server;

beforeAll(async () => {
  const settings = { cardAfterMs: 5, hostAfterMs: 5, personAfterMs: 5 };
  simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys: [SHARED_KEY], settings }], seed: 1 });
  terminal = simulator.terminal(POIID);
  engine = await createSimulatedTill(simulator, terminal);
  // Mounted into a server of the till.
  server = createServer(nodeHttpListener(engine.notificationHandler({ credentials })));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = { url: `http://127.0.0.1:${port}/adyen`, ...credentials, encrypted: true };
  terminal.configure({ displayUrls: [url], eventUrls: [url] });
});

afterAll(async () => {
  await engine.close();
  await simulator.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The steps that a payment with tip, PIN and signature shows, until the last of them. */
async function stepsOf(reference: string): Promise<string[]> {
  terminal.nextShopper({ does: 'presentsCard', card: 'chip', pin: true, signs: true, tip: 100 });
  const payment = engine.pay({
    poiid: POIID,
    amount: { currency: 'EUR', value: 1000 },
    reference,
    saleToAcquirerData: { tenderOptions: ['AskGratuity'] },
  });
  const steps: string[] = [];
  const last = new Promise<void>((resolve) => {
    payment.display$.subscribe(({ event }) => {
      steps.push(event);
      if (event === 'CARD_REMOVED') resolve();
    });
  });
  expect(await payment.settled()).toMatchObject({ kind: 'approved', amounts: { authorized: { value: 1100 } } });
  await last;
  return steps;
}

it('a payment with tip, PIN and signature shows each step in order, sealed, over real sockets', async () => {
  const steps = await stepsOf('ORDER-1');
  const inOrder = [
    'TENDER_CREATED',
    'ASK_GRATUITY',
    'GRATUITY_ENTERED',
    'CARD_INSERTED',
    'WAIT_FOR_PIN',
    'PIN_ENTERED',
    'ASK_SIGNATURE',
    'SIGNATURE_CHECKED',
    'TENDER_FINAL',
    'CARD_REMOVED',
  ];
  expect(steps.filter((step) => inOrder.includes(step))).toEqual(inOrder);
});

it('the same with every delivery doubled and shuffled ends with the same picture', async () => {
  terminal.configure({ notificationFaults: [{ kind: 'twice' }, { kind: 'shuffle', seed: 1, withinMs: 40 }] });
  const steps = await stepsOf('ORDER-2');
  expect(steps.at(-1)).toBe('CARD_REMOVED');
  expect(new Set(steps).size).toBe(steps.length);
  terminal.configure({ notificationFaults: [] });
});

it('a button on the terminal reaches the till with its details', async () => {
  const received = new Promise<TerminalNotification>((resolve) => {
    engine.events$.subscribe((event) => {
      if (event.kind === 'event' && event.event === 'SaleWakeUp') resolve(event);
    });
  });
  terminal.notify({ event: 'SaleWakeUp', details: 'reference_id=9876' });
  expect(await received).toMatchObject({ details: 'reference_id=9876', POIID, sealed: true });
});
