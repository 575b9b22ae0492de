import { afterAll, beforeAll, expect, it } from 'vitest';
import { X509Certificate } from 'node:crypto';
import { createGateway, type Gateway } from '../../gateway/index.ts';
import type { Engine, Logger } from '../../index.ts';
import { createFakeFleet, startSimulator, type Simulator } from '../../simulator/index.ts';
import { oddLeaf } from '../support/wire/odd-leaf.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import { createSimulatedTill } from '../support/wire/simulated-till.ts';

const [ENDING, OTHER] = ['V400m-324688179', 'V400m-324688180'] as const;
const TOKEN = 'a-token-of-this-test-0123456789abcdef';

let simulator: Simulator;
let engine: Engine;
let gateway: Gateway;
let endsAtMs: number;
const lines: object[] = [];

function loggerOf(bindings: object): Logger {
  const write = (fields: object) => lines.push({ ...bindings, ...fields });
  return {
    child: (more) => loggerOf({ ...bindings, ...more }),
    trace: write,
    debug: write,
    info: write,
    warn: write,
    error: write,
  };
}

beforeAll(async () => {
  const fleet = await createFakeFleet();
  const certificate = await oddLeaf(fleet, { poiid: ENDING, days: 40 });
  endsAtMs = Date.parse(new X509Certificate(certificate.certPem).validTo);
  simulator = await startSimulator({
    fleet,
    terminals: [
      { poiid: ENDING, sharedKeys: [SHARED_KEY], certificate },
      { poiid: OTHER, sharedKeys: [SHARED_KEY] },
    ],
  });
  const terminals = [ENDING, OTHER].map((poiid) => {
    const { host, port } = simulator.terminal(poiid);
    return { poiid, host, port };
  });
  engine = await createSimulatedTill(simulator, simulator.terminal(ENDING), { terminals, logger: loggerOf({}) });
  gateway = await createGateway(engine, {
    listen: { port: 0 },
    tokens: [{ name: 'owner', token: TOKEN, scopes: ['read'] }],
  });
});

afterAll(async () => {
  await gateway.close();
  await engine.close();
  await simulator.close();
});

const firstEnd = async () =>
  /^tenderline_certificate_first_end_seconds (.+)$/m.exec(await (await fetch(`${gateway.url}/metrics`)).text())?.[1];

it('the end of a certificate is in the log once, with the terminal, and in the metrics, without it', async () => {
  expect(await firstEnd()).toBe('+Inf');
  expect(engine.terminal(ENDING).certificateEndsAtMs).toBeUndefined();
  for (const poiid of [OTHER, ENDING, ENDING]) await engine.terminal(poiid).diagnose();

  const warned = lines.filter((line) => 'event' in line && line.event === 'certificate.endsSoon');
  expect(warned).toEqual([
    {
      component: 'engine',
      event: 'certificate.endsSoon',
      POIID: ENDING,
      validTo: new Date(endsAtMs).toISOString(),
      days: 39,
    },
  ]);
  expect(engine.terminal(ENDING).certificateEndsAtMs).toBe(endsAtMs);
  expect(await firstEnd()).toBe(String(endsAtMs / 1000));
  const listed = await fetch(`${gateway.url}/v1/terminals/${ENDING}`, {
    headers: { Authorization: `Bearer ${TOKEN}` },
  });
  expect(await listed.json()).toMatchObject({ poiid: ENDING, certificateEndsAtMs: endsAtMs });
});
