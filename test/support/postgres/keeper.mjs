// Runs one PostgreSQL server for the tests of a process, and ends it with that process, however that ends: when the input of this one ends.
// node keeper.mjs BIN FOLDER UID GID [FSYNC]: prints the port and the pid of the server when it takes connections.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.mjs';

const [bin, folder, uid, gid, fsync = 'off'] = process.argv.slice(2);
const user = uid === '' ? {} : { uid: Number(uid), gid: Number(gid) };
const data = join(folder, 'data');
const sockets = join(folder, 'sockets');

mkdirSync(sockets, { recursive: true });
if (uid !== '') for (const path of [folder, sockets]) chownSync(path, Number(uid), Number(gid));
const made = spawnSync(
  join(bin, 'initdb'),
  ['--pgdata', data, '--username', 'owner', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
  { ...user, cwd: folder, encoding: 'utf8' },
);
if (made.status !== 0) {
  console.log(JSON.stringify({ error: made.error?.message ?? made.stderr }));
  process.exit(1);
}

const port = await freePort();
let server;
let isEnding = false;

// A test stops and starts the server: `restart` on the input.
function start() {
  // What is acknowledged survives the end of the server without a sync as well; only a power failure would take it back.
  server = spawn(
    join(bin, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-k',
      sockets,
      '-h',
      '127.0.0.1',
      '-c',
      `fsync=${fsync}`,
      '-c',
      'max_connections=60',
    ],
    { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  const thisOne = server;
  server.stderr.on('data', (text) => {
    log = (log + text).slice(-20_000);
    if (!log.includes('ready to accept connections')) return;
    log = '';
    console.log(JSON.stringify({ port, pid: thisOne.pid, sockets }));
  });
  server.once('exit', () => {
    if (isEnding || thisOne !== server) return;
    console.log(JSON.stringify({ error: `the server ended:\n${log}` }));
  });
}

function stop(signal) {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once('exit', resolve);
    server.kill(signal);
  });
}

async function restart() {
  const before = server;
  server = undefined;
  await new Promise((resolve) => {
    before.once('exit', resolve);
    before.kill('SIGQUIT');
  });
  start();
}

async function end() {
  isEnding = true;
  if (server) await stop('SIGQUIT');
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

process.stdin.on('data', (order) => {
  if (order.toString().trim() === 'restart') void restart();
});
process.stdin.once('end', () => void end());
start();
