import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import adyen from '@adyen/api-library';
import HttpClientModule from '@adyen/api-library/lib/src/httpClient/httpURLConnectionClient.js';
import NexoCryptoModule from '@adyen/api-library/lib/src/security/nexoCrypto.js';
import { NexoSecurityManager } from '@adyen/api-library/lib/src/security/clouddevice/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../index.ts';
import { deriveKeyMaterial, open, seal } from '../../crypto/index.ts';
import { createFakeFleet, startSimulator, type SimulatedTerminal, type Simulator } from '../../simulator/index.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import { tlsServer } from '../support/wire/tls-server.ts';

// The library is CommonJS: what it exports by default stands one level deeper here.
const HttpClient = unwrapDefault(HttpClientModule);
const NexoCrypto = unwrapDefault(NexoCryptoModule);

const POIID = 'V400m-324688179';
const securityKey = {
  AdyenCryptoVersion: 1,
  KeyIdentifier: SHARED_KEY.keyIdentifier,
  KeyVersion: SHARED_KEY.keyVersion,
  Passphrase: SHARED_KEY.passphrase,
};

describe("Adyen's library as the till, our simulator as the terminal", () => {
  let simulator: Simulator;
  let terminal: SimulatedTerminal;
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-'));

  beforeAll(async () => {
    const settings = { cardAfterMs: 5, hostAfterMs: 5 };
    simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys: [SHARED_KEY], settings }] });
    terminal = simulator.terminal(POIID);
    writeFileSync(join(folder, 'root.pem'), simulator.fleet.rootPem);
  });

  afterAll(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true });
  });

  function till() {
    // The library always asks port 8443 of the host: the request is led to the port that the simulator got.
    class ToOurPort extends HttpClient {
      override request(...[endpoint, ...rest]: Parameters<InstanceType<typeof HttpClient>['request']>) {
        return super.request(endpoint.replace(':8443', `:${terminal.port}`), ...rest);
      }
    }
    const config = new adyen.Config({
      apiKey: 'not-used-locally',
      environment: adyen.EnvironmentEnum.TEST,
      terminalApiLocalEndpoint: 'https://127.0.0.1',
      certificatePath: join(folder, 'root.pem'),
    });
    return new adyen.TerminalLocalAPI(new adyen.Client(config, new ToOurPort()));
  }

  async function pay(amount: number, ServiceID: string) {
    const request = {
      SaleToPOIRequest: {
        MessageHeader: header('Payment', ServiceID),
        PaymentRequest: {
          SaleData: { SaleTransactionID: { TransactionID: 'ORDER-1', TimeStamp: '2026-05-04T10:15:30.000Z' } },
          PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: amount } },
        },
      },
    };
    const response = await till().request(request as never, securityKey);
    return response.SaleToPOIResponse?.PaymentResponse;
  }

  it('is paid: the answer opens with its NexoCrypto and says approved', async () => {
    const response = await pay(10.99, 'INTEROP001');
    expect(response?.Response).toMatchObject({ Result: 'Success' });
    expect(response?.PaymentResult?.AmountsResp).toMatchObject({ AuthorizedAmount: 10.99, Currency: 'EUR' });
    expect(terminal.ledger.charges('INTEROP001')).toMatchObject([{ amount: { currency: 'EUR', value: 1099 } }]);
  });

  it('is declined by amount', async () => {
    const response = await pay(11.24, 'INTEROP002');
    expect(response?.Response).toMatchObject({ Result: 'Failure', ErrorCondition: 'Refusal' });
    expect(terminal.ledger.charges('INTEROP002')).toEqual([]);
  });
});

describe('our engine as the till, a terminal that protects its answers with their NexoCrypto', () => {
  it.each(['approved', 'declined'] as const)('reports the outcome %s', async (kind) => {
    const fleet = await createFakeFleet();
    const opened: unknown[] = [];
    const server = await tlsServer(await fleet.issue({ poiid: POIID }), (_request, response, body) => {
      const { SaleToPOIRequest } = JSON.parse(body.toString()) as { SaleToPOIRequest: never };
      const message = JSON.parse(new NexoCrypto().decrypt(SaleToPOIRequest, securityKey)) as {
        SaleToPOIRequest: { MessageHeader: object };
      };
      opened.push(message);
      const MessageHeader = { ...message.SaleToPOIRequest.MessageHeader, MessageType: 'Response' };
      const Response = kind === 'approved' ? { Result: 'Success' } : { Result: 'Failure', ErrorCondition: 'Refusal' };
      const plaintext = JSON.stringify({ SaleToPOIResponse: { MessageHeader, PaymentResponse: { Response } } });
      response.end(
        JSON.stringify({ SaleToPOIResponse: NexoCrypto.encrypt(MessageHeader as never, plaintext, securityKey) }),
      );
    });
    const engine = await createEngine({
      saleId: 'TILL-01',
      environment: 'test',
      terminals: [{ poiid: POIID, host: '127.0.0.1', port: server.port }],
      sharedKeys: [SHARED_KEY],
      rootCertificate: fleet.rootPem,
    });
    const payment = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1' });
    expect(await payment.settled()).toMatchObject({ kind, recovered: false });
    expect(opened).toMatchObject([
      { SaleToPOIRequest: { PaymentRequest: { PaymentTransaction: { AmountsReq: { RequestedAmount: 10.99 } } } } },
    ]);
    await engine.close();
    await server.close();
  });
});

describe('the two implementations of protection in their library', () => {
  const text = JSON.stringify({ SaleToPOIRequest: { MessageHeader: {}, note: 'grüße €' } });
  const manager = new NexoSecurityManager({
    passphrase: SHARED_KEY.passphrase,
    keyIdentifier: SHARED_KEY.keyIdentifier,
    keyVersion: SHARED_KEY.keyVersion,
    adyenCryptoVersion: 1,
  });

  it('open what we seal', async () => {
    const material = await deriveKeyMaterial(SHARED_KEY.passphrase);
    const { NexoBlob, Nonce, Hmac } = seal(material, Buffer.from(text), Buffer.alloc(16, 9));
    const { AdyenCryptoVersion, KeyIdentifier, KeyVersion } = securityKey;
    const SecurityTrailer = { AdyenCryptoVersion, KeyIdentifier, KeyVersion, Nonce, Hmac };
    const secured = { MessageHeader: {} as never, NexoBlob, SecurityTrailer };
    expect(new NexoCrypto().decrypt(secured, securityKey)).toBe(text);
    expect(manager.decrypt(secured)).toBe(text);
  });

  it('seal what we open', async () => {
    const material = await deriveKeyMaterial(SHARED_KEY.passphrase);
    for (const secured of [NexoCrypto.encrypt({} as never, text, securityKey), manager.encrypt(text, {} as never)]) {
      const { NexoBlob, SecurityTrailer } = secured;
      const { Nonce, Hmac } = SecurityTrailer;
      expect(Buffer.from(open(material, { NexoBlob, Nonce, Hmac })).toString()).toBe(text);
    }
  });
});

function header(MessageCategory: string, ServiceID: string) {
  return {
    ProtocolVersion: '3.0',
    MessageClass: 'Service',
    MessageCategory,
    MessageType: 'Request',
    SaleID: 'TILL-01',
    ServiceID,
    POIID,
  };
}

function unwrapDefault<T>(module: T): T extends { default: infer D } ? D : T {
  const inner = module as { default?: unknown };
  return (inner.default ?? module) as T extends { default: infer D } ? D : T;
}
