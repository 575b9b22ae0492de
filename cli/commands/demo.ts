import { createEngine, displayMessage, type Amount, type Engine, type Transaction } from '../../index.ts';
import {
  startSimulator,
  type Fault,
  type ScriptEntry,
  type ShopperPlan,
  type SimulatedTerminal,
} from '../../simulator/index.ts';
import { waitForLastSteps } from '../live/last-steps.ts';
import { formatAmount } from '../output/format-amount.ts';
import { formatState } from '../output/format-state.ts';
import { createOutput, printable, type Output } from '../output/output.ts';
import { drawPassphrase } from '../settings/simulator/state-dir.ts';
import { formatReport, reportComparison, type ComparedPayment } from './demo-comparison.ts';

const POIID = 'V400m-324688179';
/** The simulated shopper is twice as quick as a real one. */
const TIME_SCALE = 0.5;
/** A payment that takes longer means that the demo has failed. */
const OUTCOME_WITHIN_MS = 20_000;

interface Scene {
  readonly title: string;
  readonly amount: Amount;
  /** Default: presents a contactless card. */
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

/** `tenderline demo`: three payments over real TLS, and what the till reports compared with the ledger of the terminal. */
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
  output.print(
    `A simulated terminal ${POIID} listens on ${terminal.host}:${terminal.port}; the till reaches it over TLS.`,
  );
  output.print(`The till listens on ${url}, where the terminal tells it, sealed, what the shopper does.`);
  printTerminalEvents(terminal, output);

  const payments: ComparedPayment[] = [];
  for (const [index, scene] of SCENES.entries()) payments.push(await play(scene, index + 1, engine, terminal, output));
  const requests = terminal.received.filter(({ MessageCategory }) => MessageCategory === 'Payment').length;
  return reportComparison(payments, requests, output);
}

async function play(
  { title, amount, shopper, fault }: Scene,
  number: number,
  engine: Engine,
  terminal: SimulatedTerminal,
  output: Output,
): Promise<ComparedPayment> {
  output.print(`\n${output.paint('bold', `${number}. ${formatAmount(amount)}: ${title}`)}`);
  if (fault !== undefined) terminal.script(fault);
  if (shopper !== undefined) terminal.nextShopper(shopper);
  const payment = engine.pay({
    poiid: POIID,
    amount,
    reference: `DEMO-${number}`,
    ...(shopper?.tip !== undefined && { saleToAcquirerData: { tenderOptions: ['AskGratuity'] } }),
  });
  const progress = printTillEvents(payment, output);
  const outcome = await payment.outcome(OUTCOME_WITHIN_MS);
  await waitForLastSteps(payment);
  // Steps after the outcome are not printed.
  progress.unsubscribe();
  printEvent(output, 'till', `says ${formatReport(outcome)}`);
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

function printEvent(output: Output, who: 'till' | 'wire' | 'terminal', what: string): void {
  output.print(`   ${output.paint('dim', who.padEnd(9))} ${printable(what)}`);
}

function printTillEvents(payment: Transaction, output: Output) {
  let last: string | undefined;
  payment.state$.subscribe((state) => {
    if (state.state !== last && state.state !== 'settled') {
      printEvent(output, 'till', `${state.state}: ${formatState(state, 'payment')}`);
    }
    last = state.state;
  });
  return payment.display$.subscribe((progress) =>
    printEvent(output, 'till', `shows "${displayMessage(progress.event, 'en')}"`),
  );
}

function printTerminalEvents({ events }: SimulatedTerminal, output: Output): void {
  const faults = new Map<string, Fault['kind']>();
  events.on('fault', ({ fault, ServiceID = '' }) => faults.set(ServiceID, fault.kind));
  events.on('request', ({ MessageCategory, ServiceID }) =>
    printEvent(output, 'wire', `till -> terminal  ${MessageCategory} ${ServiceID}`),
  );
  events.on('presented', () => printEvent(output, 'terminal', 'the shopper presents the card'));
  events.on('charged', ({ amount }) =>
    printEvent(output, 'terminal', `takes ${formatAmount(amount)} and writes it in its ledger`),
  );
  events.on('answered', ({ MessageCategory, ServiceID }) =>
    printEvent(
      output,
      'wire',
      faults.has(ServiceID)
        ? `terminal -X till  the answer to ${MessageCategory} ${ServiceID} is lost: the connection is cut`
        : `terminal -> till  answer to ${MessageCategory} ${ServiceID}`,
    ),
  );
}
