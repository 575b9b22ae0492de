import { ConfigError, formatValue, InputError, TenderlineError } from '../../../errors.ts';
import { parsePOIID } from '../../../protocol/index.ts';
import { parseTerminals } from '../../settings/terminal-entries.ts';
import { announce, report, type Members, type SetupContext } from './context.ts';

interface Terminal {
  readonly poiid: string;
  readonly host: string;
  readonly port?: number;
}

/** The terminals and their addresses. */
export async function terminalsStep(context: SetupContext): Promise<Members> {
  announce(
    context,
    'Terminals',
    'Each terminal has a name (POIID) that never changes, and an address in your network that must not change: reserve it.',
  );
  const terminals = await findTerminals(context);
  // The same reading that every later command does.
  for (const { poiid, host } of parseTerminals(terminals, 'setup')) report(context, `${poiid} at ${host}`);
  return { terminals };
}

async function findTerminals({ answers, asker, output }: SetupContext): Promise<readonly unknown[]> {
  const { terminals, poiid, host, port } = answers;
  if (terminals !== undefined) return terminals;
  const given = {
    ...(poiid !== undefined && { poiid: parsePOIID(poiid, 'poiid') }),
    ...(host !== undefined && { host: checkHost(host) }),
    ...(port !== undefined && { port: readPort(port) }),
  };
  if (asker === undefined) return [given];
  output.print(
    '  Both stand in the Customer Area (In-person payments, Terminals), the address in the menu of the terminal too.',
  );
  const found: Terminal[] = [];
  for (;;) {
    const first = found.length === 0 ? given : {};
    const ask = (question: string, check: (text: string) => unknown) =>
      asker.text({ question, check: (answer) => faultOf(() => check(answer)) });
    found.push({
      ...first,
      poiid: first.poiid ?? (await ask('POIID, for example V400m-324688179', (text) => parsePOIID(text, 'poiid'))),
      host: first.host ?? (await ask('its IP address or host name', checkHost)),
    });
    if (poiid !== undefined || !(await asker.yes('Another terminal', false))) return found;
  }
}

/** @throws {InputError} `ERR_INPUT_HOST` */
function checkHost(host: string): string {
  // A URL would be the address of something else.
  if (/^[\w.:%-]+$/.test(host)) return host;
  const expected = 'an IP address or host name, without https:// and without a path';
  throw new InputError('ERR_INPUT_HOST', { path: 'host', expected, found: formatValue(host) });
}

/** @throws {InputError} `ERR_INPUT_PORT` */
function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new InputError('ERR_INPUT_PORT', { path: 'port', expected: '1 to 65535', found: formatValue(text) });
}

/** What a check says of an answer; `undefined` when it takes it. */
export function faultOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof TenderlineError)) throw error;
    const { expected } = error instanceof InputError || error instanceof ConfigError ? error : { expected: undefined };
    return expected === undefined ? error.message : `needed: ${expected}`;
  }
}
