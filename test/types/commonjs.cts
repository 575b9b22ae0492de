/** A till in CommonJS, compiled by a test as a project of a user: every door has its types there too. */
import { createEngine, type Outcome } from 'tenderline';
import * as adapters from 'tenderline/adapters';
import * as certs from 'tenderline/certs';
import * as crypto from 'tenderline/crypto';
import * as gateway from 'tenderline/gateway';
import * as machines from 'tenderline/machines';
import * as protocol from 'tenderline/protocol';
import * as simulator from 'tenderline/simulator';
import * as testing from 'tenderline/testing';

export const doors = [adapters, certs, crypto, gateway, machines, protocol, simulator, testing] as const;

export async function pay(): Promise<Outcome> {
  const shop = await testing.startTestTerminal();
  const engine = await createEngine(shop.engineOptions);
  // @ts-expect-error: an amount has a currency, here as in an ES module
  engine.pay({ poiid: shop.terminal.poiid, amount: { value: 1099 }, reference: 'ORDER-1' });
  const { poiid } = shop.terminal;
  return engine.pay({ poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1' }).settled();
}
