import { describe, expect, it } from 'vitest';
import { parseConnectionString } from '../../../../adapters/postgres/connection-string.ts';
import { resolveOptions } from '../../../../adapters/postgres/postgres-options.ts';

describe('a connection string', () => {
  it('names one server or several, with user, password and database', () => {
    expect(parseConnectionString('postgres://till:p%40ss%3A@db-1.shop:6432,db-2.shop/tenderline')).toEqual({
      hosts: [
        { host: 'db-1.shop', port: 6432 },
        { host: 'db-2.shop', port: 5432 },
      ],
      database: 'tenderline',
      user: 'till',
      password: 'p@ss:',
      useTls: true,
    });
    expect(parseConnectionString('postgresql://till@[::1]:5433/shop')).toMatchObject({
      hosts: [{ host: '::1', port: 5433 }],
    });
    expect(parseConnectionString('postgres:///shop?host=/run/postgresql')).toMatchObject({
      hosts: [{ host: '/run/postgresql', port: 5432 }],
      useTls: false,
    });
  });

  it.each([
    ['postgres://db/x', true],
    ['postgres://127.0.0.1/x', false],
    ['postgres://localhost:5433/x', false],
    ['postgres://127.0.0.1,db/x', true],
    ['postgres://127.0.0.1/x?sslmode=verify-full', true],
    ['postgres://db/x?sslmode=disable', false],
  ])('of %s uses TLS: %s', (text, useTls) => {
    expect(parseConnectionString(text)).toMatchObject({ useTls });
  });

  it.each([
    'postgres://till:s3cret@db/x?sslmode=require',
    'postgres://till:s3cret@db/x?sslmode=prefer',
    'postgres://till:s3cret@db/x?target_session_attrs=any',
    'postgres://till:s3cret@db/x?sslrootcrt=a',
    'postgres://till:s3cret@db:port/x',
    'mysql://till:s3cret@db/x',
    'postgres://till:%zz@db/x',
    // A password with a character that ought to be escaped is not taken for a host.
    'postgres://till:x@s3cret@db/x',
    'postgres://till:123/s3cret@db/x',
  ])('that cannot be meant is refused, without its password (%#)', (text) => {
    const refuse = () => parseConnectionString(text);
    expect(refuse).toThrow(
      expect.objectContaining({ name: 'ConfigError', code: 'ERR_CONFIG_POSTGRES', path: 'connectionString' }),
    );
    expect(refuse).not.toThrow(/s3cret/);
  });
});

describe('the options of a journal on PostgreSQL', () => {
  const connectionString = 'postgres://127.0.0.1/x';

  it.each([
    ['schema', { schema: 'tender"line' }],
    ['heartbeatMs', { heartbeatMs: 0 }],
    ['trustMs', { trustMs: 999, statementTimeoutMs: 100, heartbeatMs: 500 }],
    ['trustMs', { trustMs: 3000, statementTimeoutMs: 3000 }],
    ['statementTimeoutMs', { statementTimeoutMs: 1.5 }],
  ])('refuse %s of %j', (path, options) => {
    expect(() => resolveOptions({ connectionString, ...options })).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG_POSTGRES', path }),
    );
  });

  it('have defaults by which a slow statement loses no terminal', () => {
    expect(resolveOptions({ connectionString })).toMatchObject({
      heartbeatMs: 500,
      trustMs: 4000,
      statementTimeoutMs: 3000,
      shared: false,
    });
  });
});
