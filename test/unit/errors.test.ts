import { describe, expect, it } from 'vitest';
import { ConfigError, errorCode, JournalInUseError, TenderlineError } from '../../errors.ts';

describe('errorCode', () => {
  it('gives the code of an error of the system and of an error of ours', () => {
    expect(errorCode(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).toBe('ENOENT');
    expect(errorCode(new ConfigError('ERR_CONFIG_ROOT', 'x'))).toBe('ERR_CONFIG_ROOT');
  });

  it('gives nothing for an error without a code, and for what is no error', () => {
    for (const other of [new Error('x'), { code: 'ENOENT' }, 'ENOENT', undefined]) {
      expect(errorCode(other)).toBeUndefined();
    }
  });
});

describe('JournalInUseError', () => {
  it('is a ConfigError that names the process of the owner', () => {
    const error = new JournalInUseError('the journal is in use', 4711);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toBeInstanceOf(TenderlineError);
    expect(error).toMatchObject({ code: 'ERR_CONFIG_JOURNAL_IN_USE', ownerPid: 4711 });
  });
});
