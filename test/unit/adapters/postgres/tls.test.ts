import { chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, it, vi } from 'vitest';
import { createFakeFleet } from '../../../../simulator/fleet/fleet.ts';
import { newDatabase } from '../../../support/postgres/database.ts';
import { openJournal } from '../../../support/postgres/engines.ts';
import { postgresBin, startServer } from '../../../support/postgres/server.ts';

it.skipIf(postgresBin === undefined)(
  'a connection with TLS takes a server with the right certificate, and no other',
  async () => {
    const server = await startServer();
    const fleet = await createFakeFleet();
    const { chainPem, keyPem } = await fleet.issue({ commonName: 'db.shop' });
    const { uid, gid } = statSync(server.sockets);
    const write = (name: string, text: string) => {
      const path = join(server.sockets, name);
      writeFileSync(path, text, { mode: 0o600 });
      chownSync(path, uid, gid);
      return path;
    };
    const database = await newDatabase(server);
    const url = `${database.url}?sslmode=verify-full`;
    // It has none yet: a connection in clear text is not made instead.
    await expect(openJournal({ connectionString: url })).rejects.toMatchObject({ code: 'ERR_CONFIG_JOURNAL' });

    await database.query(`ALTER SYSTEM SET ssl_cert_file = '${write('server.crt', chainPem)}'`);
    await database.query(`ALTER SYSTEM SET ssl_key_file = '${write('server.key', keyPem)}'`);
    await database.query('ALTER SYSTEM SET ssl = on');
    await database.query('SELECT pg_reload_conf()');
    const tls = { ca: fleet.rootPem, serverName: 'db.shop' };
    const journal = await vi.waitFor(() => openJournal({ connectionString: url, tls }), { timeout: 30_000 });
    const session = new Client({ connectionString: database.url });
    await session.connect();
    const { rows } = await session.query('SELECT ssl FROM pg_stat_ssl JOIN tenderline.engine_session USING (pid)');
    await session.end();
    expect(rows).toEqual([{ ssl: true }]);
    await journal.close();
    // Also where the host has a name, which is another one.
    const named = url.replace('127.0.0.1', 'localhost');
    await (await openJournal({ connectionString: named, tls })).close();

    const refused = { name: 'ConfigError', code: 'ERR_CONFIG_JOURNAL' };
    await expect(
      openJournal({ connectionString: url, tls: { ca: fleet.rootPem, serverName: 'other.shop' } }),
    ).rejects.toMatchObject(refused);
    const stranger = await createFakeFleet();
    await expect(
      openJournal({ connectionString: url, tls: { ca: stranger.rootPem, serverName: 'db.shop' } }),
    ).rejects.toMatchObject(refused);
  },
);
