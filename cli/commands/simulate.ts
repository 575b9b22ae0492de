import { InputError, formatValue } from '../../errors.ts';
import { startSimulator, type DeliveryResult, type SimulatedTerminal, type Simulator } from '../../simulator/index.ts';
import { showAmount } from '../settings/amount-option.ts';
import { readFault } from '../settings/fault-option.ts';
import { readNotifying, type NotifyFlags, type Notifying } from '../settings/notify-options.ts';
import { createOutput, plain, quoted, type Output } from '../output/output.ts';
import { readShopper } from '../settings/shopper-option.ts';
import { openStateDir } from '../settings/state-dir.ts';
import { untilStopped } from '../live/until-stopped.ts';

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

/** `tenderline simulate`: simulated terminals, until Ctrl-C or SIGTERM. */
export async function simulate(flags: SimulateFlags): Promise<number> {
  const output = createOutput(flags);
  const { poiid: poiids = [DEFAULT_POIID], host } = flags;
  const port = readPort(flags.port, poiids.length);
  const timeScale = 1 / readSpeed(flags.speed);
  const faults = (flags.fault ?? []).map(readFault);
  const shopper = flags.shopper === undefined ? undefined : readShopper(flags.shopper);
  const stopped = untilStopped();
  const state = await openStateDir(flags.stateDir);
  const { urls, listen } = await readNotifying(flags, state);
  const settings = { ...urls, ...(shopper !== undefined && { shopper }) };

  await using simulator = await startSimulator({
    terminals: poiids.map((poiid) => ({ poiid, host, port, sharedKeys: [state.sharedKey], settings })),
    fleet: state.fleet,
    timeScale,
  });
  // The button is there before anybody is told that the terminals are.
  if (urls.eventUrls.length > 0 && process.platform !== 'win32') process.on('SIGUSR2', () => pressButton(simulator));
  for (const [index, terminal] of simulator.terminals.entries()) {
    terminal.script(...faults);
    tellEvents(terminal, output);
    const config = await state.writeConfig(terminal, index === 0, listen);
    const { poiid, port: actualPort } = terminal;
    output.emit({ type: 'listening', poiid, host, port: actualPort, rootCertificate: state.rootCertificate, config });
    output.say(`${output.paint('bold', poiid)} listens on ${host}:${actualPort}. Pay on it with:`);
    const tip = shopper?.tip === undefined ? '' : ' --tender-option AskGratuity';
    output.say(`  tenderline pay --config ${quoted(config)} --amount 10.99 --currency EUR --reference ORDER-1${tip}`);
  }
  tellNotifying(urls, output);
  output.say(`Certificates, passphrase and configuration are in ${state.path}. Ctrl-C ends the simulation.\n`);

  await stopped;
  tellTotal(simulator, output);
  return 0;
}

function readPort(text: string | undefined, terminals: number): number {
  if (text === undefined) return 0;
  if (terminals > 1) {
    throw new InputError(
      'ERR_INPUT_PORT',
      `port: expected none with ${terminals} terminals, found ${formatValue(text)}`,
    );
  }
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new InputError('ERR_INPUT_PORT', `port: expected 0 to 65535, found ${formatValue(text)}`);
}

function readSpeed(text: string): number {
  const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (speed > 0) return speed;
  throw new InputError('ERR_INPUT_SPEED', `speed: expected a number above 0 such as 10, found ${formatValue(text)}`);
}

/** Staff call the till, as from a table that wants to pay. */
function pressButton({ terminals }: Simulator): void {
  for (const terminal of terminals) terminal.notify({ event: 'SaleWakeUp', details: 'reference_id=9876' });
}

function tellNotifying({ displayUrls, eventUrls }: Notifying['urls'], output: Output): void {
  const places = [...displayUrls, ...eventUrls].map(
    ({ url, encrypted }) => `Notifications go to ${plain(url)}, ${encrypted === true ? 'sealed' : 'in the clear'}.`,
  );
  for (const place of new Set(places)) output.say(place);
  if (eventUrls.length > 0) output.say(`kill -USR2 ${process.pid} presses the notification button (SaleWakeUp).`);
}

/** One line for each thing that happens: for people, or as the object that programs read. */
function tellEvents({ poiid, events }: SimulatedTerminal, output: Output): void {
  const tell = (type: string, members: object, sentence: string) => {
    output.emit({ type, poiid, ...members });
    output.say(`${poiid}  ${type.padEnd(9)} ${plain(sentence)}`);
  };
  events.on('request', (request) =>
    tell('request', request, `${request.MessageCategory} ${request.ServiceID} from ${request.SaleID}`),
  );
  events.on('presented', ({ ServiceID }) =>
    tell('presented', { ServiceID }, `the shopper presents a card for ${ServiceID}`),
  );
  events.on('charged', (entry) =>
    tell('charged', entry, `${showAmount(entry.amount)} by ${entry.ServiceID}, ${entry.reference}`),
  );
  events.on('reversed', (entry) =>
    tell('reversed', entry, `${showAmount(entry.amount)} by ${entry.ServiceID}, ${entry.reference}`),
  );
  events.on('notified', ({ notification: { to, event, ServiceID }, url, result }) =>
    tell('notified', { to, event, ServiceID, url, ...result }, `${event} to ${url}: ${saysOf(result)}`),
  );
  events.on('aborted', ({ ServiceID }) => tell('aborted', { ServiceID }, ServiceID));
  events.on('answered', ({ MessageCategory, ServiceID }) =>
    tell('answered', { MessageCategory, ServiceID }, `${MessageCategory} ${ServiceID}`),
  );
  events.on('fault', ({ fault, MessageCategory = '', ServiceID = '' }) =>
    tell(
      'fault',
      { fault, MessageCategory, ServiceID },
      `${fault.kind} strikes ${MessageCategory} ${ServiceID}`.trim(),
    ),
  );
}

/** What became of a delivery. */
function saysOf(result: DeliveryResult): string {
  if (result.kind === 'failed') return `not delivered (${result.code})`;
  return result.status >= 200 && result.status < 300 ? 'delivered' : `refused with ${result.status}`;
}

function tellTotal({ terminals }: Simulator, output: Output): void {
  output.say();
  for (const { poiid, ledger } of terminals) {
    const total = ledger.total();
    output.emit({ type: 'ledger', poiid, entries: ledger.entries.length, total });
    const sums = Object.entries(total).map(([currency, value]) => showSum(currency, value));
    output.say(
      `${poiid} took ${sums.length === 0 ? 'nothing' : sums.join(', ')}, in ${ledger.entries.length} movement(s)`,
    );
  }
}

/** More may have been given back than was taken. */
function showSum(currency: string, value: number): string {
  const amount = showAmount({ currency, value: Math.abs(value) });
  return value < 0 ? `${amount} less than it gave back` : amount;
}
