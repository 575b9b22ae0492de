import { createEngine, type Amount, type Engine, type Transaction } from '../../index.ts';
import {
  startSimulator,
  type Fault,
  type ScriptEntry,
  type ShopperPlan,
  type SimulatedTerminal,
} from '../../simulator/index.ts';
import { displayMessage } from '../../protocol/index.ts';
import { showAmount } from '../amounts.ts';
import { conclude, saysTill, type Compared } from '../demo-verdict.ts';
import { createOutput, plain, type Output } from '../output.ts';
import { drawPassphrase } from '../state-dir.ts';
import { lastStepsShown } from '../progress.ts';
import { describeState } from '../state-words.ts';

const POIID = 'V400m-324688179';
/** The simulated shopper is twice as quick as a real one. */
const TIME_SCALE = 0.5;
/** Past this the demo has failed. */
const OUTCOME_WITHIN_MS = 20_000;

interface Scene {
  readonly title: string;
  readonly amount: Amount;
  /** Default: a card held to the terminal. */
  readonly shopper?: ShopperPlan;
  readonly fault?: ScriptEntry;
}

const SCENES: readonly Scene[] = [
  {
    title: 'a payment that is approved, with tip, PIN and signature',
    amount: { currency: 'EUR', value: 1099 },
    shopper: { does: 'presentsCard', card: 'chip', tip: 200, signs: true },
  },
  { title: 'a payment that is declined: the card has not enough balance', amount: { currency: 'EUR', value: 1124 } },
  {
    title: 'a payment whose answer is lost after the terminal took the money',
    amount: { currency: 'EUR', value: 4200 },
    fault: { kind: 'dropAfterRead', category: 'Payment', when: 'atAnswer' },
  },
];

/** `tenderline demo`: three payments over real TLS, and the till's word compared with the terminal's own book. */
export async function demo(output: Output = createOutput()): Promise<number> {
  const sharedKeys = [{ keyIdentifier: 'demo', keyVersion: 1, passphrase: drawPassphrase() }];
  const credentials = { username: 'demo', password: drawPassphrase() };
  await using simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys }], timeScale: TIME_SCALE });
  const terminal = simulator.terminal(POIID);
  await using engine = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: POIID, host: terminal.host, port: terminal.port }],
    sharedKeys,
    rootCertificate: simulator.fleet.rootPem,
    limits: { closeTimeoutMs: 500 },
    listener: { host: '127.0.0.1', port: 0, credentials },
  });
  const { listenerUrl: url = '' } = engine;
  terminal.configure({ displayUrls: [{ url, ...credentials, encrypted: true }] });
  output.say(
    `A simulated terminal ${POIID} listens on ${terminal.host}:${terminal.port}; the till reaches it over TLS.`,
  );
  output.say(`The till listens on ${url}, where the terminal tells it, sealed, what the shopper does.`);
  tellTerminal(terminal, output);

  const compared: Compared[] = [];
  for (const [index, scene] of SCENES.entries()) compared.push(await play(scene, index + 1, engine, terminal, output));
  const requests = terminal.received.filter(({ MessageCategory }) => MessageCategory === 'Payment').length;
  return conclude(compared, requests, output);
}

async function play(
  { title, amount, shopper, fault }: Scene,
  number: number,
  engine: Engine,
  terminal: SimulatedTerminal,
  output: Output,
): Promise<Compared> {
  output.say(`\n${output.paint('bold', `${number}. ${showAmount(amount)}: ${title}`)}`);
  if (fault !== undefined) terminal.script(fault);
  if (shopper !== undefined) terminal.nextShopper(shopper);
  const payment = engine.pay({
    poiid: POIID,
    amount,
    reference: `DEMO-${number}`,
    ...(shopper?.tip !== undefined && { saleToAcquirerData: { tenderOptions: ['AskGratuity'] } }),
  });
  const shown = tellTill(payment, output);
  const outcome = await payment.outcome(OUTCOME_WITHIN_MS);
  await lastStepsShown(payment);
  // What comes after the outcome stands beside none.
  shown.unsubscribe();
  tell(output, 'till', `says ${saysTill(outcome)}`);
  const { serviceId } = payment;
  return {
    amount,
    outcome,
    charged: terminal.ledger.charges(serviceId).map((entry) => entry.amount),
    requests: terminal.received.filter(
      ({ MessageCategory, ServiceID }) => MessageCategory === 'Payment' && ServiceID === serviceId,
    ).length,
  };
}

function tell(output: Output, who: 'till' | 'wire' | 'terminal', what: string): void {
  output.say(`   ${output.paint('dim', who.padEnd(9))} ${plain(what)}`);
}

function tellTill(payment: Transaction, output: Output) {
  let last: string | undefined;
  payment.state$.subscribe((state) => {
    if (state.state !== last && state.state !== 'settled') {
      tell(output, 'till', `${state.state}: ${describeState(state, 'payment')}`);
    }
    last = state.state;
  });
  return payment.display$.subscribe((progress) =>
    tell(output, 'till', `shows "${displayMessage(progress.event, 'en')}"`),
  );
}

function tellTerminal({ events }: SimulatedTerminal, output: Output): void {
  const faults = new Map<string, Fault['kind']>();
  events.on('fault', ({ fault, ServiceID = '' }) => faults.set(ServiceID, fault.kind));
  events.on('request', ({ MessageCategory, ServiceID }) =>
    tell(output, 'wire', `till -> terminal  ${MessageCategory} ${ServiceID}`),
  );
  events.on('presented', () => tell(output, 'terminal', 'the shopper presents the card'));
  events.on('charged', ({ amount }) =>
    tell(output, 'terminal', `takes ${showAmount(amount)} and writes it in its book`),
  );
  events.on('answered', ({ MessageCategory, ServiceID }) =>
    tell(
      output,
      'wire',
      faults.has(ServiceID)
        ? `terminal -X till  the answer to ${MessageCategory} ${ServiceID} is lost: the connection is cut`
        : `terminal -> till  answer to ${MessageCategory} ${ServiceID}`,
    ),
  );
}
