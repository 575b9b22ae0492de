import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportRecording } from '../export/export-recording.ts';
import type { Overview } from '../view/overview.ts';
import { stateNotes } from '../view/state-notes.ts';
import { Access } from './access.ts';
import { CONTENT_POLICY, readPage, SERVED_PAGE, type PageFiles } from './page-html.ts';
import type { VisualizerSource } from './source.ts';

export interface VisualizerOptions {
  /** Default 0: the operating system chooses. */
  readonly port?: number | undefined;
  /** How to open the same view again, for links that are sent to colleagues. */
  readonly command?: string | undefined;
  /** What else is served, for the page alone: a path with its handler. Has the same access. */
  readonly routes?: Readonly<Record<string, Handler>>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A server of the page, on this machine only. */
export interface Visualizer {
  /** With a token that opens one browser, once. */
  readonly url: string;
  /** The same with a new token. */
  newUrl(): string;
  /** Ends the connections that are open; pages connect again by themselves. */
  dropConnections(): void;
  close(): Promise<void>;
}

const HEADERS = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** Serves the page on 127.0.0.1. Whoever has no token sees a sentence, and nothing else. */
export async function startVisualizer(source: VisualizerSource, options: VisualizerOptions = {}): Promise<Visualizer> {
  const page = await readPage();
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const access = new Access(port);
  const routes: Record<string, Handler> = { ...ownRoutes(source, page, options), ...options.routes };

  server.on('request', (request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent)
        answer(response, 500, 'text/plain', 'It could not be read. Look at the log of the engine.');
      else response.destroy();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const origin = access.refuseOrigin(request);
    if (origin !== undefined) return answer(response, origin.status, 'text/plain', origin.why);
    const cookie = access.redeem(url.searchParams.get('token'));
    if (cookie !== undefined) {
      response.writeHead(303, { ...HEADERS, 'set-cookie': cookie, location: '/' }).end();
      return;
    }
    const refusal = access.refuseUnknown(request);
    if (refusal !== undefined) return answer(response, refusal.status, 'text/plain', refusal.why);
    const isPost = request.method === 'POST';
    if (isPost && request.headers['content-type'] !== 'application/json')
      return answer(response, 415, 'text/plain', 'JSON only.');
    const [, found] =
      Object.entries(routes).find(
        ([path]) => url.pathname === path || (path.endsWith('/') && path !== '/' && url.pathname.startsWith(path)),
      ) ?? [];
    if (found === undefined) return answer(response, 404, 'text/plain', 'There is nothing here.');
    await found(request, response);
  }

  const address = () => `http://127.0.0.1:${port}/?token=${access.newToken()}`;
  return {
    url: address(),
    newUrl: address,
    dropConnections: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function ownRoutes(source: VisualizerSource, page: PageFiles, options: VisualizerOptions): Record<string, Handler> {
  return {
    '/': (_, response) => answer(response, 200, 'text/html; charset=utf-8', SERVED_PAGE),
    '/page.js': (_, response) => answer(response, 200, 'text/javascript; charset=utf-8', page.script),
    '/page.css': (_, response) => answer(response, 200, 'text/css; charset=utf-8', page.style),
    '/api/overview': async (_, response) => {
      const canPlay = options.routes !== undefined;
      const overview: Overview = {
        ...(await source.overview()),
        notes: stateNotes(),
        command: options.command ?? '',
        canPlay,
      };
      answerJson(response, overview);
    },
    '/api/transactions/': async (request, response) => {
      const recording = await source.transaction(idOf(request));
      if (recording === undefined) answer(response, 404, 'text/plain', 'There is no such transaction.');
      else answerJson(response, recording);
    },
    '/api/export/': async (request, response) => {
      const recording = await source.transaction(idOf(request));
      if (recording === undefined) return answer(response, 404, 'text/plain', 'There is no such transaction.');
      const name = `transaction-${recording.head.id.replaceAll(/[^\w-]/g, '_')}.html`;
      response.setHeader('content-disposition', `attachment; filename="${name}"`);
      answer(response, 200, 'text/html; charset=utf-8', exportRecording(page, recording));
    },
    '/api/feed': (request, response) => {
      if (source.follow === undefined) return answer(response, 404, 'text/plain', 'A journal does not change here.');
      const end = source.follow(openEvents(response));
      request.on('close', end);
    },
  };
}

/** Begins a stream of events. Whoever does not read is not waited for: what it misses is in the next overview. */
export function openEvents(response: ServerResponse): (value: object) => void {
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
  response.write('retry: 1000\n\n');
  return (value) => {
    if (response.writableLength < 1_000_000) response.write(`data: ${JSON.stringify(value)}\n\n`);
  };
}

export function answerJson(response: ServerResponse, value: object): void {
  answer(response, 200, 'application/json', JSON.stringify(value));
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type }).end(body);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** The last part of a path. */
function idOf({ url = '' }: IncomingMessage): string {
  return decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname.split('/').at(-1) ?? '');
}
