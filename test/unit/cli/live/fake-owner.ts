import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { controlPlace } from '../../../../gateway/control/control-place.ts';

export const TOKEN = 'x'.repeat(43);

/** A journal whose owner answers as the test wants. @returns the path of the journal */
export async function fakeOwner(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const journal = newJournalFile();
  const { socketPath, tokenFile } = await controlPlace(journal);
  writeFileSync(tokenFile, `${TOKEN}\n`, { mode: 0o600 });
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return journal;
}

/** A file in a folder of its own. */
export function newJournalFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-owner-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'till.db'), '');
  return join(folder, 'till.db');
}

/** An answer in JSON. */
export const answers =
  (status: number, json: unknown) =>
  (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
  };
