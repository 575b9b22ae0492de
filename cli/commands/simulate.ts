import { formatValue, InputError } from '../../errors.ts';
import { startSimulator, type DeliveryResult, type SimulatedTerminal, type Simulator } from '../../simulator/index.ts';
import { untilStopped } from '../live/until-stopped.ts';
import { formatAmount } from '../output/format-amount.ts';
import { createOutput, printable, shellQuote, type Output } from '../output/output.ts';
import { readFault } from '../settings/simulator/fault-option.ts';
import { readNotifying, type NotifyFlags, type Notifying } from '../settings/simulator/notify-options.ts';
import { readShopper } from '../settings/simulator/shopper-option.ts';
import { openStateDir } from '../settings/simulator/state-dir.ts';

export interface SimulateFlags extends NotifyFlags {
  readonly poiid?: readonly string[];
  readonly host: string;
  readonly port?: string;
  readonly stateDir?: string;
  readonly speed: string;
  readonly fault?: readonly string[];
  readonly shopper?: string;
  readonly json?: boolean;
}

const DEFAULT_POIID = 'V400m-324688179';

/** `tenderline simulate`: runs simulated terminals until Ctrl-C or SIGTERM. */
export async function simulate(flags: SimulateFlags): Promise<number> {
  const output = createOutput(flags);
  const { poiid: poiids = [DEFAULT_POIID], host } = flags;
  const port = readPort(flags.port, poiids.length);
  const timeScale = 1 / readSpeed(flags.speed);
  const faults = (flags.fault ?? []).map(readFault);
  const shopper = flags.shopper === undefined ? undefined : readShopper(flags.shopper);
  const stopped = untilStopped();
  await using state = await openStateDir(flags.stateDir);
  const { urls, listen } = await readNotifying(flags, state);
  const settings = { ...urls, ...(shopper !== undefined && { shopper }) };

  await using simulator = await startSimulator({
    terminals: poiids.map((poiid) => ({ poiid, host, port, sharedKeys: [state.sharedKey], settings })),
    fleet: state.fleet,
    timeScale,
  });
  // Before `listening` is printed, because a signal without a handler would end the process.
  if (urls.eventUrls.length > 0 && process.platform !== 'win32') process.on('SIGUSR2', () => pressButton(simulator));
  for (const [index, terminal] of simulator.terminals.entries()) {
    terminal.script(...faults);
    printEvents(terminal, output);
    const config = await state.writeConfig(terminal, index === 0, listen);
    const { poiid, port: actualPort } = terminal;
    output.emit({ type: 'listening', poiid, host, port: actualPort, rootCertificate: state.rootCertificate, config });
    output.print(`${output.paint('bold', poiid)} listens on ${host}:${actualPort}. Pay on it with:`);
    const tip = shopper?.tip === undefined ? '' : ' --tender-option AskGratuity';
    output.print(
      `  tenderline pay --config ${shellQuote(config)} --amount 10.99 --currency EUR --reference ORDER-1${tip}`,
    );
  }
  printNotifying(urls, output);
  output.print(`Certificates, passphrase and configuration are in ${state.path}. Ctrl-C ends the simulation.\n`);

  await stopped;
  printTotal(simulator, output);
  return 0;
}

function readPort(text: string | undefined, terminals: number): number {
  if (text === undefined) return 0;
  if (terminals > 1) {
    const expected = `none with ${terminals} terminals`;
    throw new InputError('ERR_INPUT_PORT', { path: 'port', expected, found: formatValue(text) });
  }
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new InputError('ERR_INPUT_PORT', { path: 'port', expected: '0 to 65535', found: formatValue(text) });
}

function readSpeed(text: string): number {
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (speed > 0) return speed;
  const mistake = { path: 'speed', expected: 'a number above 0 such as 10', found: formatValue(text) };
  throw new InputError('ERR_INPUT_SPEED', mistake);
}

/** Sends the event of the notification button, by which staff call the till, for example to a table. */
function pressButton({ terminals }: Simulator): void {
  for (const terminal of terminals) terminal.notify({ event: 'SaleWakeUp', details: 'reference_id=9876' });
}

function printNotifying({ displayUrls, eventUrls }: Notifying['urls'], output: Output): void {
  const places = [...displayUrls, ...eventUrls].map(
    ({ url, encrypted }) => `Notifications go to ${printable(url)}, ${encrypted === true ? 'sealed' : 'in the clear'}.`,
  );
  for (const place of new Set(places)) output.print(place);
  if (eventUrls.length > 0) output.print(`kill -USR2 ${process.pid} presses the notification button (SaleWakeUp).`);
}

/** Prints each event of a terminal. */
function printEvents({ poiid, events }: SimulatedTerminal, output: Output): void {
  const print = (type: string, members: object, sentence: string) => {
    output.emit({ type, poiid, ...members });
    output.print(`${poiid}  ${type.padEnd(9)} ${printable(sentence)}`);
  };
  events.on('request', (request) =>
    print('request', request, `${request.MessageCategory} ${request.ServiceID} from ${request.SaleID}`),
  );
  events.on('presented', ({ ServiceID }) =>
    print('presented', { ServiceID }, `the shopper presents a card for ${ServiceID}`),
  );
  events.on('charged', (entry) =>
    print('charged', entry, `${formatAmount(entry.amount)} by ${entry.ServiceID}, ${entry.reference}`),
  );
  events.on('reversed', (entry) =>
    print('reversed', entry, `${formatAmount(entry.amount)} by ${entry.ServiceID}, ${entry.reference}`),
  );
  events.on('notified', ({ notification: { to, event, ServiceID }, url, result }) =>
    print('notified', { to, event, ServiceID, url, ...result }, `${event} to ${url}: ${formatDelivery(result)}`),
  );
  events.on('aborted', ({ ServiceID }) => print('aborted', { ServiceID }, ServiceID));
  events.on('answered', ({ MessageCategory, ServiceID }) =>
    print('answered', { MessageCategory, ServiceID }, `${MessageCategory} ${ServiceID}`),
  );
  events.on('fault', ({ fault, MessageCategory = '', ServiceID = '' }) =>
    print(
      'fault',
      { fault, MessageCategory, ServiceID },
      `${fault.kind} strikes ${MessageCategory} ${ServiceID}`.trim(),
    ),
  );
}

function formatDelivery(result: DeliveryResult): string {
  if (result.kind === 'failed') return `not delivered (${result.code})`;
  return result.status >= 200 && result.status < 300 ? 'delivered' : `refused with ${result.status}`;
}

function printTotal({ terminals }: Simulator, output: Output): void {
  output.print();
  for (const { poiid, ledger } of terminals) {
    const total = ledger.total();
    output.emit({ type: 'ledger', poiid, entries: ledger.entries.length, total });
    const sums = Object.entries(total).map(([currency, value]) => formatSum(currency, value));
    output.print(
      `${poiid} took ${sums.length === 0 ? 'nothing' : sums.join(', ')}, in ${ledger.entries.length} movement(s)`,
    );
  }
}

/** A sum of the ledger. It is negative when more was given back than was taken. */
function formatSum(currency: string, value: number): string {
  const amount = formatAmount({ currency, value: Math.abs(value) });
  return value < 0 ? `${amount} less than it gave back` : amount;
}
