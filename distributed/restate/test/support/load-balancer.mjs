// One URL before several programs: before the workers, or the ingresses. Who does not answer gets no connection, and loses those that it has: a
// program that is stopped still takes connections. They can also be cut in the middle, as networks do.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @param ports of the programs: each new connection goes to the next one that takes it
 * @param isUp whether the program at that port answers
 */
export async function openLoadBalancer(ports, isUp) {
  let turn = 0;
  const silent = new Set();
  const pairs = new Set();
  const server = createServer({ noDelay: true }, (client) => {
    client.on('error', () => undefined);
    client.pause();
    forward(client, ports().length * 2);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function forward(client, triesLeft) {
    const list = ports().filter((port) => !silent.has(port));
    if (triesLeft <= 0 || list.length === 0) return client.destroy();
    const port = list[(turn += 1) % list.length];
    const program = connect({ port, host: '127.0.0.1', noDelay: true });
    program.once('error', () => forward(client, triesLeft - 1));
    program.once('connect', () => {
      if (!server.listening) return void (program.destroy(), client.destroy());
      program.removeAllListeners('error').on('error', () => undefined);
      const pair = { client, program, port };
      pairs.add(pair);
      client.pipe(program).pipe(client);
      const end = () => {
        pairs.delete(pair);
        client.destroy();
        program.destroy();
      };
      client.on('close', end);
      program.on('close', end);
    });
  }

  const cut = () => {
    for (const { client, program } of pairs) {
      client.resetAndDestroy();
      program.resetAndDestroy();
    }
  };

  async function check(port) {
    if (await isUp(port)) return void silent.delete(port);
    silent.add(port);
    // Closed, not reset: a program that wakes first reads what it had been sent.
    for (const pair of pairs) if (pair.port === port) pair.client.destroy();
  }
  async function checkAll() {
    while (server.listening) {
      await Promise.all(ports().map(check));
      await sleep(250, undefined, { ref: false });
    }
  }
  void checkAll();

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Resets every connection. */
    cut,
    close() {
      server.close();
      // Not reset: one that is just being ended cannot be, and would keep this process.
      for (const { client } of pairs) client.destroy();
    },
  };
}
