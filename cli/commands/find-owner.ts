import { readOwnerToken, readServers, type ServeFlags } from '../serve/gateway-config.ts';
import type { JournalPlace } from '../stored/journal-place.ts';
import { callOwner, checked, checkUrl, type GatewayPlace } from '../live/call-gateway.ts';
import { findControl, type Control } from '../live/control.ts';

/**
 * What decides about the transactions of a journal: the process that owns its file; in a database, the server that has their terminal, by
 * way of the one of the configuration. `undefined` when the file has no owner that takes commands.
 *
 * @throws {ConfigError} as `findControl`; `ERR_CONFIG_GATEWAY`, `ERR_CONFIG_GATEWAY_TOKEN`
 */
export async function findOwnerOf(place: JournalPlace, flags: ServeFlags): Promise<Control | undefined> {
  if (place.kind === 'file') return findControl(place.name);
  const server = await readServer(flags);
  return async (call) => checked(await callOwner(server, call)).json;
}

/** The server of the configuration, and a token of it. @throws {ConfigError} `ERR_CONFIG_GATEWAY`, `ERR_CONFIG_GATEWAY_TOKEN` */
export async function readServer(flags: ServeFlags): Promise<GatewayPlace> {
  const { url, others } = await readServers(flags);
  return { url: checkUrl(url), others, token: await readOwnerToken(flags) };
}
