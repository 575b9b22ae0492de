import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { errorCode } from '../../errors.ts';
import type { Step, TcpOpened } from './probe.types.ts';

/** Connects to the first address that takes it: one after the other, so that the reason of each is known. */
export async function openTcp(
  addresses: readonly string[],
  port: number,
  timeoutMs: number,
): Promise<Step<TcpOpened & { readonly socket: Socket }>> {
  const reasons: string[] = [];
  let code = 'unknown';
  for (const address of addresses) {
    const begun = performance.now();
    const opened = await connectTo(address, port, timeoutMs);
    if (typeof opened !== 'string') {
      return { ok: true, value: { socket: opened, address, ms: Math.round(performance.now() - begun) } };
    }
    code = opened;
    reasons.push(`${address}: ${opened}`);
  }
  return { ok: false, code, message: reasons.join(', ') };
}

/** The connected socket, or the code of the error. */
function connectTo(host: string, port: number, timeoutMs: number): Promise<Socket | string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const failed = (code: string) => {
      socket.destroy();
      resolve(code);
    };
    const timer = setTimeout(() => failed('ETIMEDOUT'), timeoutMs);
    // The listener stays: an error that comes later must not end the process.
    socket.on('error', (error) => failed(errorCode(error) ?? 'unknown'));
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}
