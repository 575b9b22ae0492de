import { describe, expect, it } from 'vitest';
import { overrideCommand, statusCommand } from '../../../../cli/output/next-command.ts';
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

  it('overrides the transaction if a journal file can store that', () => {
    expect(overrideCommand({}, { journal: 'till.db' }, 'T-1')).toMatch(/^tenderline override --id T-1 --by NAME/);
  });
});
