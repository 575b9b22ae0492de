// `tenderline serve --backend restate` in a process of its own, and calls of it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SALE_ID } from '../../../../test/crash/kill-test.mjs';
import { SECRET } from '../support/cluster.mjs';
import { start } from '../support/start.mjs';

const PROGRAM = fileURLToPath(new URL('../../../../dist/cli/main.js', import.meta.url));
const AS_INSTALLED = new URL('as-installed.mjs', import.meta.url).href;

/** A door that may not open: `opened` has its address, and `ended` its exit code. */
export function startDoor({ folder, server }, { name, secret = SECRET, till = SALE_ID }) {
  const own = join(folder, name);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'till.secret'), `${secret}\n`, { mode: 0o600 });
  const restate = { ingress: server.ingress, till, secretFile: 'till.secret' };
  const config = join(own, 'shop.json');
  writeFileSync(config, JSON.stringify({ restate, gateway: { port: 0 }, logLevel: 'trace' }));
  const lines = [];
  const watchers = new Set();
  const onLine = (line) => {
    lines.push(line);
    for (const watch of watchers) watch();
  };
  /** The first line like that, of those after the first `from`. */
  const line = (isWanted, from = 0) => firstOf(lines, watchers, (one, at) => at >= from && isWanted(one));
  const args = ['--import', AS_INSTALLED, PROGRAM, 'serve', '--backend', 'restate', '--config', config, '--json'];
  const child = start(process.execPath, args, { onLine });
  const died = child.ended.then(() =>
    Promise.reject(new Error(`the door is closed: ${child.complaint()}\n${JSON.stringify(lines)}`)),
  );
  died.catch(() => undefined);
  const opened = Promise.race([line(({ type }) => type === 'listening'), died]);
  opened.catch(() => undefined);
  return {
    process: child,
    opened,
    /** Resolves when it has said of the cluster that it is, or is not, reached; after what it said so far. */
    reaches: (isReached, from = lines.length) => Promise.race([line((one) => one.isReached === isReached, from), died]),
    /** Everything that it printed. */
    printed: () => `${JSON.stringify(lines)}\n${child.complaint()}`,
  };
}

export async function openDoor(cluster, options) {
  const door = startDoor(cluster, options);
  const { url, tokenFile } = await door.opened;
  const headers = { Authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` };

  async function call(method, path, body) {
    const content = body !== undefined && { 'Content-Type': 'application/json' };
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...content },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, ...(isJson ? { json: JSON.parse(text) } : { text }) };
  }

  return {
    ...door,
    url,
    call,
    get: (path) => call('GET', path),
    put: (path, body) => call('PUT', path, body),
    post: (path, body = {}) => call('POST', path, body),
    /** Repeats a call that is answered with 503, as a till does. */
    async again(make) {
      let answer = await make();
      while (answer.status === 503) answer = await make();
      return answer;
    },
    /** Reads events, and is ready when it has. */
    events: (query) => readEvents(`${url}/v1/events?${query}`, headers),
    close: () => door.process.end(),
  };
}

async function readEvents(url, headers) {
  const end = new AbortController();
  const { body } = await fetch(url, { headers, signal: end.signal });
  const seen = [];
  const watchers = new Set();
  void follow().catch(() => undefined);

  async function follow() {
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const blocks = `${rest}${text}`.split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) {
        const [, type] = /^event: (.*)$/m.exec(block) ?? [];
        const [, data] = /^data: (.*)$/m.exec(block) ?? [];
        if (type !== undefined) seen.push({ type, data: JSON.parse(data) });
      }
      for (const watch of watchers) watch();
    }
  }
  const until = (isWanted) => firstOf(seen, watchers, isWanted);
  await until(({ type }) => type === 'ready');
  return { seen, until, close: () => end.abort() };
}

/** The first of a list that grows; `watchers` are called when it has. */
function firstOf(list, watchers, isWanted) {
  return new Promise((resolve) => {
    const watch = () => {
      const found = list.find(isWanted);
      if (found === undefined) return;
      watchers.delete(watch);
      resolve(found);
    };
    watchers.add(watch);
    watch();
  });
}
