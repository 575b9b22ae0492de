import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KeyRing } from '../../crypto/index.ts';
import { displayMessage, type Engine, type Outcome, type Transaction } from '../../index.ts';
import { startSimulator, type SimulatedTerminal, type Simulator } from '../../simulator/index.ts';
import { createSimulatedTill } from '../support/wire/simulated-till.ts';
import {
  bytesOf,
  CREDENTIALS,
  display,
  DISPLAY_HEADER,
  LANE_KEY,
  OTHER_KEY,
  ringOf,
  sealed,
} from '../unit/adapters/notification-listener/notices.ts';
import { AUTHORIZATION, deliver, head, rawClient } from '../unit/adapters/notification-listener/raw-client.ts';

/** Everything that can be thrown at the listener of a till while a payment runs that is going to be declined. */

const POIID = 'V400m-324688179';
const APPROVED = 'event=TENDER_FINAL&result=APPROVED';

let simulator: Simulator;
let terminal: SimulatedTerminal;
let engine: Engine;
let port: number;
let ring: KeyRing;
let strangers: KeyRing;

beforeAll(async () => {
  [ring, strangers] = [await ringOf(LANE_KEY), await ringOf(OTHER_KEY)];
  const settings = { hostAfterMs: 1, personAfterMs: 1, presentationTimeoutMs: 600_000 };
  simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys: [LANE_KEY], settings }], seed: 1 });
  terminal = simulator.terminal(POIID);
  engine = await createSimulatedTill(simulator, terminal, {
    sharedKeys: [LANE_KEY],
    listener: { host: '127.0.0.1', port: 0, credentials: CREDENTIALS, limits: { bodyTimeoutMs: 300 } },
  });
  port = Number(new URL(engine.listenerUrl ?? '').port);
});

afterAll(async () => {
  await engine.close();
  await simulator.close();
});

/** The notifications of a terminal about a payment. */
const about = ({ serviceId: ServiceID }: Transaction, what: string, DeviceID: string) =>
  display(what, { ...DISPLAY_HEADER, POIID, ServiceID, DeviceID });

/** Starts a payment whose shopper does not come until he is called. */
async function pay(value: number): Promise<Transaction> {
  terminal.nextShopper({ does: 'neverPresents' });
  const payment = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value }, reference: 'ORDER-1' });
  await new Promise<void>((resolve) => terminal.events.once('request', () => resolve()));
  return payment;
}

/** A right notification shows, so the listener serves; then the shopper comes. */
async function finish(payment: Transaction): Promise<Outcome> {
  const displayed = new Promise<string>((resolve) => payment.display$.subscribe(({ event }) => resolve(event)));
  expect(await deliver({ port }, sealed(ring, about(payment, 'event=TENDER_CREATED', '1')))).toContain('[accepted]');
  expect(await displayed).toBe('TENDER_CREATED');
  terminal.shopperActs({ does: 'presentsCard' });
  return payment.settled();
}

const ATTACKS: readonly (readonly [string, (payment: Transaction, recorded: Buffer) => Promise<unknown>])[] = [
  ['no credentials', (payment) => deliver({ port }, sealed(ring, about(payment, APPROVED, '2')), { more: '' })],
  [
    'wrong credentials',
    (payment) =>
      deliver({ port }, sealed(ring, about(payment, APPROVED, '2')), { more: AUTHORIZATION.replace('d', 'e') }),
  ],
  [
    'a body of 10 MB',
    async () => {
      const client = await rawClient(port);
      client.socket.write(head(10 * 1024 * 1024));
      client.socket.write(Buffer.alloc(10 * 1024 * 1024, '{'));
      await client.closed;
    },
  ],
  [
    'a body that drips',
    async () => {
      const client = await rawClient(port);
      client.socket.write(`${head(1000)}{`);
      await client.closed;
      expect(client.text()).toContain('408');
    },
  ],
  ['1,000 idle connections', () => Promise.all(Array.from({ length: 1000 }, () => rawClient(port)))],
  ['garbage', () => deliver({ port }, Buffer.from('\u0000\u0001garbage'))],
  ['JSON of the wrong kind', () => deliver({ port }, bytesOf({ SaleToPOIResponse: { PaymentResponse: {} } }))],
  [
    'a message sealed under an unknown key',
    (payment) => deliver({ port }, sealed(strangers, about(payment, APPROVED, '2'))),
  ],
  ['an old notification, recorded and sent again', (_, recorded) => deliver({ port }, recorded)],
  ['a forged approval in the clear', (payment) => deliver({ port }, bytesOf(about(payment, APPROVED, '2')))],
  [
    'the record of an old approval under the header of this payment',
    (payment, recorded) => {
      const { SaleToPOIRequest: old } = JSON.parse(recorded.toString());
      const MessageHeader = { ...old.MessageHeader, ServiceID: payment.serviceId };
      return deliver({ port }, bytesOf({ SaleToPOIRequest: { ...old, MessageHeader } }));
    },
  ],
];

it.each(ATTACKS)(
  '%s: the payment is declined as the terminal answers, and the listener continues',
  async (_, attack) => {
    const earlier = await pay(1000);
    const recorded = sealed(ring, about(earlier, APPROVED, '9'));
    expect(await finish(earlier)).toMatchObject({ kind: 'approved' });
    await deliver({ port }, recorded);

    const payment = await pay(1124);
    const displayed: string[] = [];
    payment.display$.subscribe(({ event }) => displayed.push(event));
    await attack(payment, recorded);
    expect(await finish(payment)).toMatchObject({ kind: 'declined', charged: 'no' });
    expect(displayed).toEqual(['TENDER_CREATED']);
    expect(terminal.ledger.charges(payment.serviceId)).toEqual([]);
  },
);

it('an approval sealed with our own key is displayed without its claim, and decides nothing', async () => {
  const payment = await pay(1124);
  const displayed = new Promise<string>((resolve) => {
    payment.display$.subscribe(({ event }) => resolve(displayMessage(event, 'en')));
  });
  await deliver({ port }, sealed(ring, about(payment, APPROVED, '2')));
  expect(await displayed).toBe('The terminal is done; the result is being read.');
  expect(payment.state.outcome).toBeUndefined();
  terminal.shopperActs({ does: 'presentsCard' });
  expect(await payment.settled()).toMatchObject({ kind: 'declined', charged: 'no' });
});
