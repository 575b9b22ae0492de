import { ConfigError } from 'tenderline';
import { DEVICE, EXCHANGE, HISTORY, ORPHANS, TERMINAL, TILL, TRANSACTION } from '../contracts.ts';
import { isLoopback } from './worker-options.ts';

const SERVICES = [...[TRANSACTION, TERMINAL, ORPHANS, DEVICE, HISTORY, EXCHANGE].map(({ name }) => name), TILL];

/** A service as the admin API of the server has it. */
interface RegisteredService {
  readonly name: string;
  readonly public?: boolean;
}

/**
 * Makes a worker known to the server: its URL, or that of the load balancer before the workers. Other code needs another URL; what is under
 * way stays with the old one.
 *
 * @param admin the admin API of the server, for example `http://127.0.0.1:9070`. It asks nobody who he is, and can change everything: so it has to be
 *   that of this machine
 * @throws {ConfigError} `ERR_CONFIG_WORKER` when others could reach the admin API, when the server does not take the worker, or would let anybody
 *   call what is private
 */
export async function registerWorker(admin: string, url: string): Promise<void> {
  const { hostname } = new URL(admin);
  if (!isLoopback(hostname.replace(/^\[|\]$/g, ''))) {
    throw wrong('the address of an admin API that only its own machine reaches, as http://127.0.0.1:9070', admin);
  }
  const response = await fetch(`${admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri: url }),
  });
  const answer = await response.text();
  if (!response.ok) throw wrong('a server that takes the worker', `${response.status} ${answer.slice(0, 300)}`);
  const { services } = JSON.parse(answer) as { readonly services: readonly RegisteredService[] };
  for (const name of SERVICES) {
    const service = services.find((one) => one.name === name);
    if (service === undefined) throw wrong(`the service ${name}`, 'none');
    const isPublic = service.public !== false;
    if (isPublic !== (name === TILL)) {
      throw wrong(
        `a server of version 1.4 or later, on which only ${TILL} is public`,
        `${name} is ${isPublic ? '' : 'not '}public`,
      );
    }
  }
}

function wrong(expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_WORKER', { path: 'admin', expected, found });
}
