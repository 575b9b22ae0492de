import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  errorCode,
  findUnknown,
  formatUnknown,
  JournalInUseError,
  TenderlineError,
} from '../../errors.ts';

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

describe('an unknown name', () => {
  const KNOWN = ['amount', 'reference', 'queue', 'id'];

  it.each([
    ['amout', 'amount'],
    ['refrence', 'reference'],
    ['Reference', 'reference'],
    ['qeueu', 'queue'],
    ['ID', 'id'],
  ])('%j is taken for a misspelt %j', (found, meant) => {
    expect(formatUnknown(found, KNOWN)).toBe(`"${found}" (did you mean ${meant}?)`);
  });

  it.each(['colour', 'xx', ''])('%j has nothing near', (found) => {
    expect(formatUnknown(found, KNOWN)).toBe(`"${found}"`);
  });

  it('that is very long is cut, and compared with nothing', () => {
    expect(formatUnknown('a'.repeat(1000), KNOWN)).toBe(`"${'a'.repeat(60)}..."`);
  });

  it('is found among the members of an object', () => {
    expect(findUnknown({ amount: 1, refrence: 'R' }, KNOWN)).toBe('"refrence" (did you mean reference?)');
    expect(findUnknown({ amount: 1 }, KNOWN)).toBeUndefined();
  });
});
