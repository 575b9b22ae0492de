import { describe, expect, it } from 'vitest';
import { continueCommands, overrideCommand, statusCommand } from '../../../../cli/output/next-command.ts';
import type { Outcome } from '../../../../index.ts';
import { parseServiceID, parseTransactionId } from '../../../../protocol/index.ts';

const transaction = { id: parseTransactionId('T-1'), serviceId: parseServiceID('ABC') };

describe('the next command', () => {
  it('names the transaction by its id with a journal, and repeats the options that were given', () => {
    const flags = { config: 'my shop.json', journal: './till.db' };
    expect(statusCommand(flags, { journal: './till.db' }, transaction, 'Payment')).toBe(
      "tenderline status --config 'my shop.json' --journal ./till.db --id T-1",
    );
    expect(statusCommand({}, { journal: '/from/the/file.db' }, transaction, 'Payment')).toBe(
      'tenderline status --id T-1',
    );
  });

  it('names the request by its ServiceID without a journal file', () => {
    for (const settings of [{}, { journal: 'memory' }]) {
      const flags = { config: 'shop.json', ...settings };
      expect(statusCommand(flags, settings, transaction, 'Payment')).toBe(
        'tenderline status --config shop.json --service-id ABC',
      );
      expect(overrideCommand(flags, settings, 'T-1')).toBeUndefined();
    }
    expect(statusCommand({}, {}, transaction, 'Reversal')).toContain('--service-id ABC --category Reversal');
  });

  it('names the terminal as the command did, where the transaction alone does not', () => {
    expect(statusCommand({ terminal: 'lane 1' }, {}, transaction, 'Payment')).toBe(
      "tenderline status --terminal 'lane 1' --service-id ABC",
    );
    expect(statusCommand({ poiid: 'P-1' }, {}, transaction, 'Payment')).toContain(' --poiid P-1 --service-id ABC');
    expect(statusCommand({ terminal: 'lane-1' }, { journal: 'till.db' }, transaction, 'Payment')).not.toContain('lane');
  });

  it('continues after a card acquisition, by its id or by its POITransactionID', () => {
    const poiTransactionId = { TransactionID: 'A B', TimeStamp: '2026-01-01T00:00:00Z' };
    const outcome = { kind: 'accepted', poiTransactionId } as unknown as Outcome;
    expect(continueCommands('pay', { terminal: 'lane-1' }, {}, 'T-1', outcome)).toEqual({
      proceed:
        "tenderline pay --terminal lane-1 --acquisition-transaction-id 'A B' --acquisition-timestamp " +
        "'2026-01-01T00:00:00Z' --amount AMOUNT --currency CODE --reference TEXT",
      end: 'tenderline end-acquisition --terminal lane-1',
    });
    const { proceed } = continueCommands('unreferenced-refund', {}, { journal: 'till.db' }, 'T-1', outcome);
    expect(proceed).toContain('tenderline unreferenced-refund --acquisition T-1 --amount');
  });

  it('overrides the transaction if a journal file can store that', () => {
    expect(overrideCommand({}, { journal: 'till.db' }, 'T-1')).toMatch(/^tenderline override --id T-1 --by NAME/);
  });
});
