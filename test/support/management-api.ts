import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// A Management API of the facts (reference 10): it takes nothing from the client, so that it cannot share its mistakes.

type Json = Record<string, unknown>;

export const API_KEY = 'AQEyhmfxKonIYxZGw0m_n3Q5qf3Vaxx';
export const SEES_KEYS = [
  'Management API—Terminal settings read and write',
  'Management API—Terminal settings Advanced read and write',
  'Management API—Terminal actions read',
];

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly apiKey: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly body: Json | undefined;
}

/** What happens to one request in place of, or around, the ordinary. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
    }
  /** The request is carried out, and the connection breaks before the answer. */
  | { readonly kind: 'loseAnswer' }
  /** The connection breaks, and nothing is carried out. */
  | { readonly kind: 'loseRequest' }
  /** Another client of the platform changes something just before. */
  | { readonly kind: 'before'; readonly run: () => void };

export interface TerminalRow {
  readonly id: string;
  readonly store: string;
  readonly connectivity?: Json;
  readonly status?: string;
}

/** One company with one merchant account; stores and terminals of it. */
export interface ManagementApi {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** The settings that a level has of its own, by path: `/stores/ST0001`. Change them as another client would. */
  readonly own: Map<string, Json>;
  /** The roles of the credential. */
  roles: readonly string[];
  terminals: TerminalRow[];
  pageSize: number;
  /** What the next requests of a method meet, in order. */
  next(method: 'GET' | 'PATCH', ...faults: Fault[]): void;
  /** The effective `nexo` of a level. */
  nexo(path: string): Json;
  close(): Promise<void>;
}

export const COMPANY = '/companies/Acme';
export const MERCHANT = '/merchants/AcmeNL';
export const STORE = '/stores/ST0001';

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

export async function startManagementApi(terminals: TerminalRow[] = []): Promise<ManagementApi> {
  const faults: { readonly method: string; readonly fault: Fault }[] = [];
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const api: ManagementApi = {
    url: `${origin}/v3`,
    requests: [],
    own: new Map(),
    roles: SEES_KEYS,
    terminals,
    pageSize: 100,
    next: (method, ...more) => faults.push(...more.map((fault) => ({ method, fault }))),
    nexo: (path) => effective(path),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  /** The levels from the company down to one. */
  function chain(path: string): string[] {
    if (path === COMPANY) return [COMPANY];
    if (path === MERCHANT) return [COMPANY, MERCHANT];
    const reference = /^\/merchants\/AcmeNL\/stores\/(.+)$/.exec(path)?.[1];
    if (reference !== undefined) return [COMPANY, MERCHANT, `/stores/${reference.replace('shop-', 'ST')}`];
    if (path.startsWith('/stores/')) return [COMPANY, MERCHANT, path];
    const row = api.terminals.find(({ id }) => path === `/terminals/${id}`);
    return row === undefined ? [] : [COMPANY, MERCHANT, `/stores/${row.store}`, path];
  }

  function effective(path: string): Json {
    return Object.assign({}, ...chain(path).map((level) => api.own.get(level) ?? {})) as Json;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '/', origin);
    const path = decodeURIComponent(url.pathname.replace(/^\/v3/, ''));
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const apiKey = headers['x-api-key']?.toString();
    const idempotencyKey = headers['idempotency-key']?.toString();
    api.requests.push({ method, path, apiKey, idempotencyKey, body: isJson(body) ? body : undefined });

    const send = (status: number, answer: unknown, more: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end(answer === undefined ? undefined : JSON.stringify(answer));
    };
    const index = faults.findIndex((one) => one.method === method);
    const fault = index < 0 ? undefined : faults.splice(index, 1)[0]?.fault;
    if (fault?.kind === 'status') return send(fault.status, fault.body ?? problem(fault.status), fault.headers);
    if (fault?.kind === 'loseRequest') return void request.socket.destroy();
    if (fault?.kind === 'before') fault.run();
    const [status, answer] = answerTo(method, path, url, isJson(body) ? body : {}, apiKey);
    if (fault?.kind === 'loseAnswer') return void request.socket.destroy();
    return send(status, answer);
  }

  function answerTo(method: string, path: string, url: URL, body: Json, apiKey: string | undefined): [number, unknown] {
    if (apiKey !== API_KEY) return [401, problem(401, '00_401', 'Invalid API key')];
    const has = (role: string) => api.roles.some((one) => one.includes(role));
    if (path === '/me')
      return [200, { username: 'ws_1@Company.Acme', active: true, roles: api.roles, allowedIpAddresses: [] }];
    if (path === '/terminals') return has('Terminal actions read') ? [200, list(url)] : [403, problem(403, '00_403')];
    const level = path.replace(/\/terminalSettings$/, '');
    const place = chain(level).at(-1);
    if (place === undefined) return [422, problem(422, '00_422', 'No such place')];
    const shown = () => {
      const nexo = structuredClone(effective(level));
      const key = nexo['encryptionKey'];
      if (isJson(key) && !has('Advanced')) delete key['passphrase'];
      return { gratuities: [], nexo };
    };
    if (method === 'GET') return has('Terminal settings read') ? [200, shown()] : [403, problem(403, '00_403')];
    const { nexo } = body;
    if (!has('read and write') || !has('Advanced')) return [403, problem(403, '00_403')];
    if (!isJson(nexo)) return [400, problem(400, '00_400')];
    const key = isJson(nexo['encryptionKey']) ? nexo['encryptionKey'] : {};
    const { passphrase } = key;
    if (typeof passphrase === 'string' && passphrase.includes('Refuse')) {
      const field = { name: 'nexo.encryptionKey.passphrase', value: passphrase, message: 'is not accepted' };
      const detail = `The passphrase ${passphrase} is not accepted`;
      return [422, { ...problem(422, '00_422', detail), invalidFields: [field] }];
    }
    // A member that is left out, or empty, goes back to what is inherited.
    const own = Object.entries(nexo).filter(([, value]) => value !== '' && Object.keys(Object(value)).length > 0);
    api.own.set(place, structuredClone(Object.fromEntries(own)));
    return level.startsWith('/merchants/') ? [204, undefined] : [200, shown()];
  }

  function list(url: URL): Json {
    const search = url.searchParams.get('searchQuery');
    const stores = url.searchParams.get('storeIds')?.split(',');
    const size = Math.min(api.pageSize, Number(url.searchParams.get('pageSize') ?? 20));
    const page = Number(url.searchParams.get('pageNumber') ?? 1);
    const rows = api.terminals.filter(({ id, store }) =>
      search === null ? stores === undefined || stores.includes(store) : id.includes(search),
    );
    const pagesTotal = Math.max(1, Math.ceil(rows.length / size));
    const linkTo = (to: number) => {
      const link = new URL(url);
      link.searchParams.set('pageNumber', String(to));
      return { href: link.href };
    };
    return {
      itemsTotal: rows.length,
      pagesTotal,
      _links: { self: linkTo(page), first: linkTo(1), ...(page < pagesTotal && { next: linkTo(page + 1) }) },
      data: rows.slice((page - 1) * size, page * size).map(({ id, store, connectivity = {}, status = 'boarded' }) => ({
        id,
        model: id.split('-')[0],
        serialNumber: id.split('-')[1],
        firmwareVersion: 'Castles_Android 1.99.1',
        lastActivityAt: '2026-05-04T08:00:00+02:00',
        assignment: { companyId: 'Acme', merchantId: 'AcmeNL', storeId: store, status },
        connectivity,
      })),
    };
  }
  return api;
}

function problem(status: number, errorCode = `00_${status}`, detail = 'As the test wants it'): Json {
  const type = 'https://docs.adyen.com/errors/general';
  return { type, errorCode, title: 'Not done', detail, status, requestId: 'QWERTY1234567890' };
}
