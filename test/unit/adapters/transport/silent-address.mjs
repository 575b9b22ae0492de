// Listens on an address and never takes a connection: this process sleeps. When its queue is full, the kernel leaves every further
// SYN without an answer. Arguments: address, port.
import { writeSync } from 'node:fs';
import { createServer } from 'node:net';

const [address, port] = process.argv.slice(2);
createServer().listen({ host: address, port: Number(port), backlog: 1 }, () => {
  writeSync(1, 'listening\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
