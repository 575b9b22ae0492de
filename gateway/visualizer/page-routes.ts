import { z } from 'zod';
import { ConfigError, errorCode } from '../../errors.ts';
import type { Inspected } from '../../machines/index.ts';
import { exportRecording } from '../../visualizer/export/export-recording.ts';
import { CONTENT_POLICY, readPage, SERVED_PAGE, type PageFiles } from '../../visualizer/export/page-html.ts';
import type { Overview } from '../../visualizer/view/overview.ts';
import { stateNotes } from '../../visualizer/view/state-notes.ts';
import type { PageSessions } from '../access/page-sessions.ts';
import { ProblemError } from '../problem.ts';
import type { Endpoint, Reply } from '../route.ts';
import { IdParams, NoQuery } from '../schemas/parameters.ts';
import type { InspectionServices } from '../services.ts';

interface PageOptions {
  readonly sessions: PageSessions;
  /** How to open the same view again, for links that are sent to colleagues. */
  readonly command?: string | undefined;
  /** There is a terminal to play with. */
  readonly canPlay?: boolean;
}

const HEADERS = {
  'Content-Security-Policy': CONTENT_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
};
const NO_ACCESS = 'Open the address that the program prints when it starts: each opens one browser, once.';

const PassQuery = z.strictObject({ pass: z.string().exactOptional() });

/** The page, and what it alone needs; its data come from the routes of the API. @throws {ConfigError} `ERR_CONFIG_GATEWAY` without its files */
export async function pageRoutes(options: PageOptions): Promise<readonly Endpoint<InspectionServices>[]> {
  const page = await readPage().catch((cause: unknown) => {
    const expected = 'the files of the page beside this code: a bundle does not have them';
    const found = errorCode(cause) ?? 'none';
    throw new ConfigError('ERR_CONFIG_GATEWAY', { path: 'visualizer', expected, found }, { cause });
  });
  return [
    openPage(options.sessions),
    fileRoute('/page.js', page.script, 'text/javascript'),
    fileRoute('/page.css', page.style, 'text/css'),
    ...dataRoutes(page, options),
  ];
}

/** Whoever has no pass and no session sees a sentence, and nothing else. */
function openPage(sessions: PageSessions): Endpoint<InspectionServices> {
  return {
    method: 'get',
    path: '/',
    scope: 'none',
    query: PassQuery,
    handle({ query, caller, incoming }) {
      const { pass } = query as { readonly pass?: string };
      const cookie = pass === undefined ? undefined : sessions.redeem(pass, incoming.headers);
      // The pass leaves the address at once, and the history with it.
      if (cookie !== undefined) return text(303, 'The page is at /.', { 'Set-Cookie': cookie, Location: '/' });
      if (caller === undefined) return text(401, NO_ACCESS);
      return { status: 200, text: SERVED_PAGE, mediaType: 'text/html; charset=utf-8', headers: HEADERS };
    },
  };
}

function fileRoute(path: string, content: string, mediaType: string): Endpoint<InspectionServices> {
  return {
    method: 'get',
    path,
    scope: 'read',
    query: NoQuery,
    handle: () => ({ status: 200, text: content, mediaType: `${mediaType}; charset=utf-8`, headers: HEADERS }),
  };
}

function dataRoutes(page: PageFiles, { command = '', canPlay = false }: PageOptions): Endpoint<InspectionServices>[] {
  return [
    {
      method: 'get',
      path: '/api/overview',
      scope: 'read',
      query: NoQuery,
      async handle(_, { inspected }) {
        const source = inspected();
        const isFollowed = source.follow !== undefined;
        const overview: Overview = { ...(await source.overview()), notes: stateNotes(), isFollowed, command, canPlay };
        return { status: 200, json: overview };
      },
    },
    {
      method: 'get',
      path: '/api/export/{id}',
      scope: 'read',
      params: IdParams,
      query: NoQuery,
      handle: ({ params }, { inspected }) => exported(page, inspected(), (params as { readonly id: string }).id),
    },
  ];
}

async function exported(page: PageFiles, inspected: Inspected, id: string): Promise<Reply> {
  const recording = await inspected.transaction(id);
  if (recording === undefined) throw new ProblemError('ERR_GATEWAY_ROUTE', { detail: 'There is no such transaction' });
  const name = `transaction-${recording.head.id.replaceAll(/[^\w-]/g, '_')}.html`;
  return {
    status: 200,
    text: exportRecording(page, recording),
    mediaType: 'text/html; charset=utf-8',
    headers: { ...HEADERS, 'Content-Disposition': `attachment; filename="${name}"` },
  };
}

function text(status: number, sentence: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, text: sentence, mediaType: 'text/plain; charset=utf-8', headers: { ...HEADERS, ...headers } };
}
