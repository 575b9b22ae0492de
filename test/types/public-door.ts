/**
 * What compiles against the public types, and what must not. Compiled by the check of this repository, which has
 * `exactOptionalPropertyTypes`, and by a test as a user's project without it.
 */
import {
  isCharged,
  isNotCharged,
  type AcquireCardRequest,
  type Engine,
  type EngineOptions,
  type ListenerOptions,
  type Outcome,
  type PayRequest,
  type RefundRequest,
  type StoredValueRequest,
  type Terminal,
  type Unresolved,
} from 'tenderline';
import type { SharedKey } from 'tenderline/crypto';
import type { ScriptEntry, ShopperPlan, SimulatedTerminal, SimulatorOptions } from 'tenderline/simulator';
import type { ProveOptions, TestTerminalOptions } from 'tenderline/testing';

const amount = { currency: 'EUR', value: 1099 };
const common = { poiid: 'V400m-324688179', reference: 'ORDER-1' };
const original = { TransactionID: 'A.B', TimeStamp: '2026-05-04T10:15:30.000Z' };

// --- What a till has, or has not: a member that is undefined is as one that is left out ---

interface Basket {
  readonly id: string | undefined;
  readonly port: number | undefined;
  readonly queue: boolean | undefined;
}

export function options({ port }: Basket): EngineOptions {
  const key: SharedKey = { keyIdentifier: 'k', keyVersion: 1, passphrase: '', allowLegacyPassphrase: undefined };
  const listener: ListenerOptions = { host: '127.0.0.1', port: 0, tls: undefined, limits: { bodyBytesMax: undefined } };
  return {
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: common.poiid, host: '192.0.2.1', port, allowLegacyCertificate: undefined }],
    sharedKeys: [key],
    rootCertificate: undefined,
    journal: undefined,
    application: undefined,
    saleToAcquirerDataEncoding: undefined,
    currencyExponents: undefined,
    limits: { responseTimeoutMs: undefined },
    listener: port === undefined ? undefined : listener,
    logger: undefined,
    parts: { clock: undefined },
  };
}

export function requests({ id, queue }: Basket): readonly object[] {
  const pay: PayRequest = {
    ...common,
    amount,
    id,
    queue,
    tip: undefined,
    operatorId: undefined,
    allowedPaymentBrands: undefined,
    cardAcquisition: undefined,
    saleToAcquirerData: { tenderOptions: undefined, metadata: undefined, manualCapture: undefined },
  };
  const refund: RefundRequest = { ...common, id, queue, original, transaction: undefined, amount: undefined };
  const acquire: AcquireCardRequest = { ...common, id, queue, amount: undefined, tokenRequestedType: undefined };
  const load: StoredValueRequest = {
    ...common,
    id,
    items: [{ type: 'Load', amount, giftCard: { number: undefined } }],
  };
  return [pay, refund, acquire, load];
}

export async function device(terminal: Terminal): Promise<void> {
  await terminal.diagnose({ host: undefined });
  await terminal.display({ lines: [{ text: 'Hello', style: undefined }], minimumSeconds: undefined });
  await terminal.endCardAcquisition({ lines: undefined });
  await terminal.transactionStatus({ serviceId: 'A', category: undefined });
  await terminal.input({ command: 'TextString', question: 'Name?', maxSeconds: undefined, masked: undefined });
}

export function simulation(terminal: SimulatedTerminal): readonly object[] {
  const plan: ShopperPlan = { does: 'presentsCard', tip: undefined, host: undefined };
  const fault: ScriptEntry = { kind: 'stall', delayMs: undefined, times: undefined };
  const simulator: SimulatorOptions = { terminals: [{ ...common, sharedKeys: [], port: undefined }], seed: undefined };
  const test: TestTerminalOptions = { poiid: undefined, settings: { hasPrinter: undefined } };
  const proof: ProveOptions = { seeds: undefined };
  terminal.configure({ shopper: undefined });
  terminal.restart({ downMs: undefined });
  return [plan, fault, simulator, test, proof];
}

// --- What could never be sent does not compile ---

export function refused(engine: Engine): void {
  // @ts-expect-error nothing to refund
  engine.refund(common);
  // @ts-expect-error two payments to refund
  engine.refund({ ...common, transaction: 'basket-1', original });
  // @ts-expect-error nothing to refund
  engine.refund({ ...common, transaction: undefined });
  // @ts-expect-error no amount
  engine.pay(common);
  // @ts-expect-error no amount
  engine.unreferencedRefund(common);
  // @ts-expect-error a gift card is loaded with an amount
  engine.storedValue({ ...common, items: [{ type: 'Load' }] });
  // @ts-expect-error what is undone is named
  engine.storedValue({ ...common, items: [{ type: 'Reverse' }] });
  // @ts-expect-error a misspelt member
  engine.pay({ ...common, amount, queu: true });
}

// --- Whether money was taken is asked by a function, because `charged` is a text in any case ---

export function books(outcome: Outcome | Unresolved): 'sale' | 'nothing' | 'unknown' {
  if (isCharged(outcome)) return 'sale';
  return isNotCharged(outcome) ? 'nothing' : 'unknown';
}
