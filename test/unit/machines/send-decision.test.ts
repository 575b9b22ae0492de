import { describe, expect, it } from 'vitest';
import { whyNotSend } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { driveUnstored } from '../../support/engine/driven-transactions.ts';
import { BORN_AT_MS, paymentInput } from '../../support/transactions.ts';

describe('a request whose first byte has not left', () => {
  const input = paymentInput({ createdUpMs: 5000 });
  /** So many milliseconds after the creation, on the wall clock and on the one that cannot be set. */
  const after = (wallMs: number, upMs = wallMs) => ({ atMs: BORN_AT_MS + wallMs, upMs: 5000 + upMs });

  it.each<[string, boolean, { atMs: number; upMs: number }, string | undefined]>([
    ['may leave at once', false, after(0), undefined],
    ['may leave to the last millisecond of its time', false, after(15_000), undefined],
    ['must not leave a millisecond later', false, after(15_001), 'ERR_SEND_TOO_LATE'],
    ['must not leave when it was withdrawn', true, after(0), 'ERR_WITHDRAWN'],
    ['is withdrawn rather than late when it is both', true, after(15_001), 'ERR_WITHDRAWN'],
    ['must not leave after a pause, which the wall clock alone shows', false, after(15_001, 10), 'ERR_SEND_TOO_LATE'],
    ['must not leave because the wall clock was set back', false, after(-60_000, 15_001), 'ERR_SEND_TOO_LATE'],
    ['may leave although the wall clock was set back', false, after(-60_000, 15_000), undefined],
  ])('%s', (_, abortRequested, now, reason) => {
    expect(whyNotSend(input, abortRequested, now)).toBe(reason);
  });

  it('leaves by the attempt that has the claim alone, and only while its terminal is ours', () => {
    const sender = { attempt: 'one', claim: 'one', owns: true };
    expect(whyNotSend(input, false, after(0), sender)).toBeUndefined();
    expect(whyNotSend(input, false, after(0), { ...sender, owns: false })).toBe('ERR_OWNERSHIP_LOST');
    expect(whyNotSend(input, false, after(0), { ...sender, claim: 'another' })).toBe('ERR_NOT_CLAIMED');
    expect(whyNotSend(input, false, after(0), { attempt: 'one', claim: undefined, owns: true })).toBe(
      'ERR_NOT_CLAIMED',
    );
  });

  it('of an old journal, which has the wall clock alone, is judged by that', () => {
    const { createdUpMs: _, ...old } = input;
    expect(whyNotSend(old, false, { atMs: BORN_AT_MS + 15_000, upMs: BORN_AT_MS + 15_000 })).toBeUndefined();
    expect(whyNotSend(old, false, { atMs: BORN_AT_MS + 15_001, upMs: BORN_AT_MS + 15_001 })).toBe('ERR_SEND_TOO_LATE');
  });
});

describe('a transaction whose intent is being stored', () => {
  it('wants nothing sent before it is stored, and its request sent then', () => {
    const machine = driveUnstored();
    expect([machine.state, machine.commands]).toEqual(['sending.storing', []]);
    expect(machine.at(15_000, { type: 'intent.stored' }).commands).toEqual(['transmit']);
    expect(machine.state).toBe('sending.transmitting');
  });

  it('is not sent when it was withdrawn meanwhile', () => {
    const machine = driveUnstored().at(5, { type: 'sale.abort' });
    expect(machine.state).toBe('sending.storing');
    machine.at(10, { type: 'intent.stored' });
    expect(machine.commands).toEqual([]);
    expect(machine.outcome).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_WITHDRAWN' },
      abortRequested: true,
      recovered: false,
    });
  });

  it('is not sent when that took too long', () => {
    const machine = driveUnstored().at(15_001, { type: 'intent.stored' });
    expect(machine.commands).toEqual([]);
    expect(machine.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_SEND_TOO_LATE' } });
  });

  it('is not processed when the process dies meanwhile: nothing leaves before the intent is on disk', () => {
    const machine = driveUnstored().at(5, { type: 'host.restarted', rebooted: false });
    expect(machine.commands).toEqual([]);
    expect(machine.outcome).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_HOST_RESTARTED_UNSENT' },
    });
  });

  it('is not processed when it turns out that it cannot leave', () => {
    const machine = driveUnstored().at(5, { type: 'link.notSent', failure: failure('ERR_JOURNAL') });
    expect(machine.outcome).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_JOURNAL' } });
  });

  it('takes no notice of what only a request that left can bring about', () => {
    const machine = driveUnstored().at(5, { type: 'link.written' });
    machine.at(6, { type: 'poi.undecided', failure: failure('ERR_CRYPTO_OPEN'), seen: true });
    expect(machine.state).toBe('sending.storing');
    expect(machine.context).toMatchObject({ seenByTerminal: false });
    expect(machine.context).not.toHaveProperty('latestSendAt');
  });

  it('has the tags of one that is in flight: it can be aborted, and its outcome is not unknown', () => {
    expect([...driveUnstored().snapshot.tags].toSorted()).toEqual(['abortable', 'inFlight']);
  });
});
