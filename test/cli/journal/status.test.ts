import { describe, expect, it } from 'vitest';
import { run, runProcess, stop } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';
import { pay, sale, simulate, useSimulation } from '../fixture/simulation.ts';

const shop = useSimulation('--speed', '20');
const status = (...args: string[]) => run(['status', '--config', shop().config, ...args]);

describe('status', () => {
  it('reports the condition of the terminal', async () => {
    const { exitCode, events } = await status('--json');
    expect(exitCode).toBe(0);
    expect(events).toMatchObject([
      { type: 'diagnosis', poiid: 'V400m-324688179', diagnosis: { kind: 'diagnosed', ok: true, globalStatus: 'OK' } },
    ]);
    expect((await runProcess(['status', '--config', shop().config])).stdout).toContain(
      'V400m-324688179 answers, with the right certificate and key, and is well',
    );
  });

  it('asks with --platform whether the terminal reaches the payment platform, and says so in words', async () => {
    const { events } = await status('--platform', '--json');
    expect(events).toMatchObject([{ diagnosis: { communicationOk: true, platformReached: true } }]);
    const { stdout } = await status('--platform');
    expect(stdout).toMatch(/platform +reached/);
    expect(stdout).toMatch(/printer +has paper/);
    expect(stdout).toMatch(/battery +81 %/);
    expect(stdout).toMatch(/unconfirmed +no payments/);
  });

  it('reports the result of an earlier payment', async () => {
    const paid = await pay(shop(), ...sale('11.24'), '--json');
    const serviceId = String(paid.events.at(-1)?.['serviceId']);
    const { exitCode, events } = await status('--service-id', serviceId, '--json');
    expect(exitCode).toBe(0);
    expect(events.at(-1)).toMatchObject({
      type: 'status',
      serviceId,
      category: 'Payment',
      status: { kind: 'finished', verdict: { kind: 'declined', charged: 'no' } },
    });
    expect((await status('--service-id', serviceId)).stdout).toContain(`Payment ${serviceId} is finished. DECLINED`);
  });

  it('says that an unknown request proves nothing by itself', async () => {
    const { exitCode, stdout } = await status('--service-id', 'NEVERSENT1');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('does not prove');
  });

  it('ends with 3 when the terminal is not reached, and says what to do', async () => {
    const gone = await simulate();
    await stop(gone);
    const { exitCode, stdout } = await run(['status', '--config', gone.config]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain('ERR_LINK_REFUSED');
    expect(stdout).toContain('check that the terminal is on');
  });

  it('ends with 4 when no answer can be used', async () => {
    const broken = await simulate('--fault', '{"kind":"corruptHmac"}');
    const { exitCode, events } = await run(['status', '--config', broken.config, '--json']);
    await stop(broken);
    expect(exitCode).toBe(4);
    expect(events).toMatchObject([
      { type: 'diagnosis', diagnosis: { kind: 'noAnswer', failure: { code: 'ERR_CRYPTO_OPEN' } } },
    ]);
  });

  it('ends with 4 when the terminal has another key: it was reached, and refused the request', async () => {
    const { exitCode, events, stdout } = await run([
      'status',
      '--config',
      shop().config,
      '--key-version',
      '7',
      '--json',
    ]);
    expect(exitCode).toBe(4);
    expect(events).toMatchObject([{ diagnosis: { kind: 'noAnswer', failure: { code: 'ERR_REJECTED_CRYPTO' } } }]);
    expect(stdout).not.toContain('not reached');
  });

  it.each([
    [['--category', 'Paymnet'], 'ERR_INPUT_CATEGORY'],
    [['--service-id', 'much too long'], 'ERR_INPUT_SERVICEID'],
  ])('refuses %j with %s, before it asks', async (args, code) => {
    expect(await status('--json', ...args)).toMatchObject(refusedWith(code));
  });
});
