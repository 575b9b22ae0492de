// The one URL before the workers. A connection can be cut in the middle, as networks do.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** @param ports of the workers: each new connection goes to the next one that takes it */
export async function openLoadBalancer(ports) {
  let turn = 0;
  let isClosed = false;
  const pairs = new Set();
  const server = createServer((client) => {
    client.on('error', () => undefined);
    client.pause();
    forward(client, ports().length * 2);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function forward(client, triesLeft) {
    const list = ports();
    if (triesLeft <= 0 || list.length === 0) return client.destroy();
    const worker = connect(list[(turn += 1) % list.length], '127.0.0.1');
    worker.once('error', () => forward(client, triesLeft - 1));
    worker.once('connect', () => {
      if (isClosed) return void (worker.destroy(), client.destroy());
      worker.removeAllListeners('error').on('error', () => undefined);
      const pair = { client, worker };
      pairs.add(pair);
      client.pipe(worker).pipe(client);
      const end = () => {
        pairs.delete(pair);
        client.destroy();
        worker.destroy();
      };
      client.on('close', end);
      worker.on('close', end);
    });
  }

  const cut = () => {
    for (const { client, worker } of pairs) {
      client.resetAndDestroy();
      worker.resetAndDestroy();
    }
  };
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Resets every connection between the server and the workers. */
    cut,
    close() {
      isClosed = true;
      server.close();
      cut();
    },
  };
}
