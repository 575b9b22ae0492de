// A payment at a pair of servers, with fetch alone: it goes where the terminal is, and stays one payment when a server dies.
//
//   TENDERLINE_URLS=https://till-1.shop:4460,https://till-2.shop:4460 TENDERLINE_TOKEN_FILE=pair.token \
//     node till.ts V400m-324688179 1099 EUR ORDER-1001
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

interface Answer {
  readonly state?: string;
  readonly outcome?: { readonly kind: string; readonly charged: string };
  /** Of a problem (RFC 9457). */
  readonly code?: string;
  readonly url?: string;
}

const [poiid, value, currency, reference = ''] = process.argv.slice(2);
const { TENDERLINE_URLS = '', TENDERLINE_TOKEN_FILE = '', TILL_FOLDER = '.' } = process.env;
/** The one to ask first. */
let servers = TENDERLINE_URLS.split(',');
const headers = {
  Authorization: `Bearer ${readFileSync(TENDERLINE_TOKEN_FILE, 'utf8').trim()}`,
  'Content-Type': 'application/json',
};

// The id is kept before anything is sent: a till that dies here asks for the same payment when it is back, at either server.
const kept = join(TILL_FOLDER, `${reference}.id`);
if (!existsSync(kept)) writeFileSync(kept, randomUUID(), { flush: true });
const path = `/v1/transactions/${readFileSync(kept, 'utf8')}?wait=30`;
const body = JSON.stringify({
  type: 'payment',
  poiid,
  amount: { currency, value: Number(value) },
  reference,
});

/** The same PUT, until it is settled: where it is answered, and whether the answer before was lost, makes no difference. */
async function pay(): Promise<NonNullable<Answer['outcome']>> {
  for (;;) {
    const [server = ''] = servers;
    const { status, answer } = await put(server);
    if (answer.outcome !== undefined) return answer.outcome;
    const { url = '' } = answer;
    if (answer.code === 'ERR_TERMINAL_ELSEWHERE' && servers.includes(url)) {
      // Only to a server that this till knows: the token goes with it.
      console.log(`follow   the terminal is at ${url}`);
      servers = [url, ...servers.filter((one) => one !== url)];
    } else if (status === 0 || status === 408 || status === 429 || status >= 500) {
      console.log(`again    ${server}: ${status === 0 ? 'no answer' : answer.code}`);
      servers = [...servers.slice(1), server];
      await sleep(500);
    } else if (status >= 400) {
      // What an earlier try began goes on: look it up before the money is taken in another way.
      throw new Error(`refused: ${answer.code}`);
    }
  }
}

async function put(server: string): Promise<{ readonly status: number; readonly answer: Answer }> {
  try {
    const response = await fetch(`${server}${path}`, {
      method: 'PUT',
      headers,
      body,
      signal: AbortSignal.timeout(40_000),
    });
    return { status: response.status, answer: (await response.json()) as Answer };
  } catch {
    return { status: 0, answer: {} };
  }
}

const { kind, charged } = await pay();
console.log(`settled  ${kind}, charged: ${charged}`);
process.exitCode = charged === 'yes' ? 0 : 1;
