import { ConfigError, formatValue } from '../../errors.ts';
import { isObject } from '../../protocol/json.ts';
import { callGateway, callOwner, checked, type GatewayPlace } from '../live/call-gateway.ts';
import { EXIT_REFUSED } from '../output/exit-codes.ts';
import { createOutput, printable, type Output } from '../output/output.ts';
import type { ServeFlags } from '../serve/gateway-config.ts';
import { readServer } from './find-owner.ts';

export interface MoveFlags extends ServeFlags {
  readonly all?: boolean;
  readonly within?: string;
}

const WITHIN_SECONDS = 180;
/** What the gateway holds an answer for. */
const WAIT_SECONDS_MAX = 600;

interface Owner {
  readonly isSelf: boolean;
  readonly name?: string;
  readonly url?: string;
}

/** `tenderline move`: the server that has a terminal gives it up, and the other one takes it. */
export async function move(poiid: string | undefined, flags: MoveFlags): Promise<number> {
  const output = createOutput(flags);
  const within = parseWithin(flags.within);
  const place = await readServer(flags);
  const poiids = await chosen(place, poiid, flags.all === true);
  if (poiids.length === 0) output.print(`${place.url} has no terminal.`);
  else output.waitFor(`${place.url} gives up ${poiids.length === 1 ? poiids[0] : `${poiids.length} terminals`}`);
  const moved = await Promise.all(poiids.map((one) => moveOne(place, one, within)));
  moved.forEach((one) => report(one, output));
  return moved.every(({ isMoved }) => isMoved) ? 0 : EXIT_REFUSED;
}

async function chosen(place: GatewayPlace, poiid: string | undefined, isAll: boolean): Promise<readonly string[]> {
  if (isAll === (poiid !== undefined)) {
    const found = isAll ? 'both' : 'neither';
    throw new ConfigError('ERR_CONFIG_SETTING', { path: 'move', expected: 'a POIID or --all', found });
  }
  if (poiid !== undefined) return [poiid];
  const { json } = checked(await callGateway(place, { method: 'GET', path: '/v1/terminals' }));
  const terminals = Array.isArray(json['terminals']) ? (json['terminals'] as readonly unknown[]) : [];
  return terminals.flatMap((terminal) => {
    if (!isObject(terminal) || ownerIn(terminal)?.isSelf !== true) return [];
    return [String(terminal['poiid'])];
  });
}

interface Moved {
  readonly poiid: string;
  readonly isMoved: boolean;
  readonly from: string;
  readonly to?: Owner;
  /** Why it is not, as the server says. */
  readonly running?: string;
}

/** Asks the server that has it, wherever that is. */
async function moveOne(place: GatewayPlace, poiid: string, within: number): Promise<Moved> {
  const path = `/v1/terminals/${encodeURIComponent(poiid)}/move?wait=${within}`;
  const answer = await callOwner(place, { method: 'POST', path, waitSeconds: within });
  const { json } = checked(answer);
  const from = answer.url;
  const to = ownerIn(json);
  const isMoved = to?.isSelf === false;
  const { running } = json;
  return { poiid, isMoved, from, ...(isMoved && { to }), ...(typeof running === 'string' && { running }) };
}

function ownerIn({ owner }: Readonly<Record<string, unknown>>): Owner | undefined {
  return isObject(owner) && typeof owner['isSelf'] === 'boolean' ? (owner as unknown as Owner) : undefined;
}

function report({ poiid, isMoved, from, to, running }: Moved, output: Output): void {
  output.emit({
    type: isMoved ? 'moved' : 'notMoved',
    poiid,
    from,
    ...(to !== undefined && { to: { name: to.name, url: to.url } }),
    ...(running !== undefined && { running }),
  });
  if (isMoved) return output.print(printable(`${poiid} belongs to ${to?.url ?? to?.name ?? 'another server'} now.`));
  const why = running === undefined ? 'no other server took it' : `${running} has it`;
  output.print(printable(`${poiid} is still at ${from}: ${why}.`));
}

/** @throws {ConfigError} `ERR_CONFIG_SETTING` */
function parseWithin(given: string | undefined): number {
  if (given === undefined) return WITHIN_SECONDS;
  if (/^\d{1,3}$/.test(given) && Number(given) >= 1 && Number(given) <= WAIT_SECONDS_MAX) return Number(given);
  throw new ConfigError('ERR_CONFIG_SETTING', {
    path: '--within',
    expected: `seconds from 1 to ${WAIT_SECONDS_MAX}`,
    found: formatValue(given),
  });
}
