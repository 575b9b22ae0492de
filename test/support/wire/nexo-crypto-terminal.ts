import NexoCryptoModule from '@adyen/api-library/lib/src/security/nexoCrypto.js';
import type { SharedKey } from '../../../crypto/index.ts';
import { createFakeFleet, type FakeFleet } from '../../../simulator/index.ts';
import type { Json } from '../simulator.ts';
import { tlsServer } from './tls-server.ts';

// The library is CommonJS: what it exports by default stands one level deeper here.
const inner = NexoCryptoModule as { default?: unknown };
const NexoCrypto = (inner.default ?? NexoCryptoModule) as typeof NexoCryptoModule.default;

/** A terminal on loopback whose answers are written by the test, and whose protection is Adyen's own `NexoCrypto`. */
export interface NexoCryptoTerminal extends AsyncDisposable {
  readonly port: number;
  readonly fleet: FakeFleet;
  /** The bodies that arrived, oldest first. */
  readonly received: readonly Json[];
  /** The body of the next answer; replaces one that was not used. */
  next(body: Json): void;
}

/** Starts one. Without a planned answer it says Success. */
export async function nexoCryptoTerminal(poiid: string, key: SharedKey): Promise<NexoCryptoTerminal> {
  const securityKey = {
    AdyenCryptoVersion: 1,
    KeyIdentifier: key.keyIdentifier,
    KeyVersion: key.keyVersion,
    Passphrase: key.passphrase,
  };
  const fleet = await createFakeFleet();
  const received: Json[] = [];
  let planned: Json | undefined;
  const server = await tlsServer(await fleet.issue({ poiid }), (_request, response, bytes) => {
    const { SaleToPOIRequest } = JSON.parse(bytes.toString()) as { SaleToPOIRequest: never };
    const opened = JSON.parse(new NexoCrypto().decrypt(SaleToPOIRequest, securityKey)) as {
      SaleToPOIRequest: { MessageHeader: { MessageCategory: string } } & Record<string, Json>;
    };
    const { MessageHeader: asked, ...bodies } = opened.SaleToPOIRequest;
    received.push(bodies[`${asked.MessageCategory}Request`] ?? {});
    const MessageHeader = { ...asked, MessageType: 'Response' };
    const body = planned ?? { Response: { Result: 'Success' } };
    planned = undefined;
    const answer = { SaleToPOIResponse: { MessageHeader, [`${asked.MessageCategory}Response`]: body } };
    const sealed = NexoCrypto.encrypt(MessageHeader as never, JSON.stringify(answer), securityKey);
    response.end(JSON.stringify({ SaleToPOIResponse: sealed }));
  });
  return {
    port: server.port,
    fleet,
    received,
    next(body) {
      planned = body;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}
