import { createServer } from 'node:net';

/** A port of this machine that nothing listens on at the moment, for a server that has to have the same one after a restart. */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
