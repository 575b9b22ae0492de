/**
 * The transaction machine alone, in XState's own actor: no terminal, no network, no disk. It is pure: events go in, and what it wants done
 * comes out as named actions, which are printed here. The engine carries them out, and stores each event before the machine gets it.
 */
import { DEFAULT_LIMITS } from 'tenderline';
import { transactionMachine, type TransactionEventPayload, type TransactionInput } from 'tenderline/machines';
import { failure, parsePOIID, parseSaleID, parseServiceID, parseTransactionId } from 'tenderline/protocol';
import { createActor } from 'xstate';

let atMs = Date.UTC(2026, 0, 1, 12);
const print = (text: string) => console.log(`  wants     ${text}`);

const machine = transactionMachine.provide({
  actions: {
    transmit: () => print('transmit: once, ever'),
    askStatus: () => print('askStatus'),
    transmitAbort: () => print('transmitAbort'),
    abandonTransmission: () => print('abandonTransmission'),
    armTimer: (_, { timer, dueAtMs }) => print(`armTimer ${timer}, due in ${dueAtMs - atMs} ms`),
  },
});

const input: TransactionInput = {
  id: parseTransactionId('ORDER-1'),
  category: 'Payment',
  POIID: parsePOIID('V400m-324688179'),
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('0000000001'),
  reference: 'ORDER-1',
  amount: { currency: 'EUR', value: 1099 },
  wantsReceipts: false,
  request: {},
  body: {},
  createdAtMs: atMs,
  createdUpMs: 0,
  bootId: 'boot-1',
  limits: DEFAULT_LIMITS,
};

const actor = createActor(machine, { input });
actor.subscribe(({ value, tags }) => console.log(`  state     ${JSON.stringify(value)} ${[...tags].join(', ')}`));
actor.start();

/** Time is data: it comes with the event, and no machine reads a clock. */
function send(afterMs: number, event: TransactionEventPayload): void {
  atMs += afterMs;
  console.log(event.type);
  actor.send({ ...event, atMs, upMs: atMs - input.createdAtMs });
}

send(2, { type: 'intent.stored' });
send(40, { type: 'link.written' });
send(9_000, { type: 'link.lost', failure: failure('ERR_LINK_RESET') }); // the money may be taken, or not
send(1_500, { type: 'timer.check' });
send(300, { type: 'poi.inProgress' });
send(5_000, { type: 'timer.check' });
send(300, {
  type: 'poi.answered',
  recovered: true,
  result: { kind: 'approved', charged: 'yes', amounts: {}, receipts: [], advice: 'none' },
});

const { status, output } = actor.getSnapshot();
console.log(status, output?.kind, `learnt by asking: ${output?.recovered}`);
