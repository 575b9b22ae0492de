import {
  createEngine,
  type Amount,
  type Engine,
  type Outcome,
  type Transaction,
  type Unresolved,
} from '../../index.ts';
import { startSimulator, type Fault, type ScriptEntry, type SimulatedTerminal } from '../../simulator/index.ts';
import { showAmount } from '../amounts.ts';
import { createOutput, plain, type Output } from '../output.ts';
import { drawPassphrase } from '../state-dir.ts';
import { describeState } from '../state-words.ts';
import { table } from '../table.ts';

const POIID = 'V400m-324688179';
/** The simulated shopper is twice as quick as a real one. */
const TIME_SCALE = 0.5;
/** Past this the demo has failed. */
const OUTCOME_WITHIN_MS = 20_000;

interface Scene {
  readonly title: string;
  readonly amount: Amount;
  readonly fault?: ScriptEntry;
}

const SCENES: readonly Scene[] = [
  { title: 'a payment that is approved', amount: { currency: 'EUR', value: 1099 } },
  { title: 'a payment that is declined: the card has not enough balance', amount: { currency: 'EUR', value: 1124 } },
  {
    title: 'a payment whose answer is lost after the terminal took the money',
    amount: { currency: 'EUR', value: 4200 },
    fault: { kind: 'dropAfterRead', category: 'Payment', when: 'atAnswer' },
  },
];

/** What the till says of a payment, and what the terminal knows of it. */
interface Compared {
  readonly amount: Amount;
  readonly outcome: Outcome | Unresolved;
  readonly charged: readonly Amount[];
  readonly requests: number;
}

/** `tenderline demo`: three payments over real TLS, and the till's word compared with the terminal's own book. */
export async function demo(output: Output = createOutput()): Promise<number> {
  const sharedKeys = [{ keyIdentifier: 'demo', keyVersion: 1, passphrase: drawPassphrase() }];
  await using simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys }], timeScale: TIME_SCALE });
  const terminal = simulator.terminal(POIID);
  await using engine = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: POIID, host: terminal.host, port: terminal.port }],
    sharedKeys,
    rootCertificate: simulator.fleet.rootPem,
    limits: { closeTimeoutMs: 500 },
  });
  output.say(
    `A simulated terminal ${POIID} listens on ${terminal.host}:${terminal.port}; the till reaches it over TLS.`,
  );
  tellTerminal(terminal, output);

  const compared: Compared[] = [];
  for (const [index, scene] of SCENES.entries()) compared.push(await play(scene, index + 1, engine, terminal, output));
  const requests = terminal.received.filter(({ MessageCategory }) => MessageCategory === 'Payment').length;
  return conclude(compared, requests, output);
}

async function play(
  { title, amount, fault }: Scene,
  number: number,
  engine: Engine,
  terminal: SimulatedTerminal,
  output: Output,
): Promise<Compared> {
  output.say(`\n${output.paint('bold', `${number}. ${showAmount(amount)}: ${title}`)}`);
  if (fault !== undefined) terminal.script(fault);
  const payment = engine.pay({ poiid: POIID, amount, reference: `DEMO-${number}` });
  tellTill(payment, output);
  const outcome = await payment.outcome(OUTCOME_WITHIN_MS);
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

// --- What happens, as it happens ---

function tell(output: Output, who: 'till' | 'wire' | 'terminal', what: string): void {
  output.say(`   ${output.paint('dim', who.padEnd(9))} ${plain(what)}`);
}

function tellTill(payment: Transaction, output: Output): void {
  let last: string | undefined;
  payment.state$.subscribe((state) => {
    if (state.state !== last && state.state !== 'settled') {
      tell(output, 'till', `${state.state}: ${describeState(state, 'payment')}`);
    }
    last = state.state;
  });
}

function tellTerminal({ events }: SimulatedTerminal, output: Output): void {
  const faults = new Map<string, Fault['kind']>();
  events.on('fault', ({ fault, ServiceID = '' }) => faults.set(ServiceID, fault.kind));
  events.on('request', ({ MessageCategory, ServiceID }) =>
    tell(output, 'wire', `till -> terminal  ${MessageCategory} ${ServiceID}`),
  );
  events.on('presented', () => tell(output, 'terminal', 'the shopper presents the card; the host is asked'));
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

// --- What it comes to ---

function conclude(compared: readonly Compared[], requests: number, output: Output): number {
  const rows = compared.map((one) => [
    showAmount(one.amount),
    saysTill(one.outcome),
    saysBook(one),
    String(one.requests),
  ]);
  output.say();
  for (const [index, line] of table([
    ['payment', 'till says', "terminal's ledger says", 'Payment requests received'],
    ...rows,
  ]).entries()) {
    output.say(index === 0 ? output.paint('bold', line) : line);
  }
  output.say();
  const isTrue = compared.every(agrees) && requests === compared.length;
  if (!isTrue) {
    output.say(
      output.paint(
        'red',
        'Till and terminal do not agree, or a Payment did not arrive exactly once. That must not be.',
      ),
    );
    return 1;
  }
  output.say(output.paint('green', 'Till and terminal agree, and each Payment was sent exactly once.'));
  const third = compared.at(-1);
  if (third !== undefined) for (const line of why(third.amount)) output.say(line);
  return 0;
}

function agrees({ amount, outcome, charged, requests }: Compared): boolean {
  if (requests !== 1) return false;
  if (outcome.charged === 'no') return charged.length === 0;
  return outcome.charged === 'yes' && charged.length === 1 && charged[0]?.value === amount.value;
}

function why(amount: Amount): string[] {
  const twice = showAmount({ ...amount, value: amount.value * 2 });
  return [
    '',
    'Why the third one is right: its answer was lost after the terminal had taken the money. A till that takes silence',
    `for a refusal lets the shopper pay again, ${twice} in all. Tenderline sent the Payment once, said that the outcome was`,
    'unknown, and asked the terminal what became of it (TransactionStatus). The terminal repeated its stored answer:',
    `approved. The ledger holds ${showAmount(amount)}, once.`,
  ];
}

function saysTill(outcome: Outcome | Unresolved): string {
  const reason = outcome.failure?.code ?? ('refusalReason' in outcome ? outcome.refusalReason : undefined);
  const recovered = 'recovered' in outcome && outcome.recovered ? ', learnt by asking' : '';
  return `${outcome.kind}${reason === undefined ? '' : ` (${reason})`}${recovered}`;
}

function saysBook({ charged }: Compared): string {
  return charged.length === 0 ? 'nothing taken' : `took ${charged.map(showAmount).join(' and ')}`;
}
