/** The tables of the journal. `schema` is the name of the PostgreSQL schema that they live in, checked before. */
export function tables(schema: string): string {
  return `
    -- One line per record, in the order of storage. A position is never given twice, also after a prune.
    CREATE TABLE ${schema}.records (
      position bigint PRIMARY KEY,
      transaction_id text COLLATE "C" NOT NULL,
      seq bigint NOT NULL,
      record text NOT NULL,
      -- Of the text: a record that was changed since is recognised.
      checksum text NOT NULL,
      -- Over all records up to this one: a database that was put back is recognised.
      hash text NOT NULL,
      UNIQUE (transaction_id, seq)
    );

    -- What the records say about each transaction, and by what it is found. settled_at_ms is null while it is open.
    CREATE TABLE ${schema}.transactions (
      number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      transaction_id text COLLATE "C" NOT NULL UNIQUE,
      settled_at_ms bigint,
      records bigint NOT NULL,
      last_position bigint NOT NULL,
      poiid text COLLATE "C",
      checksum text NOT NULL,
      created_at_ms bigint,
      reference text NOT NULL DEFAULT '',
      kind text,
      -- For people: category and amount as requested, and what came of it. Amounts are in minor units.
      category text,
      is_refund boolean NOT NULL DEFAULT false,
      currency text,
      requested_minor bigint,
      charged text,
      charged_currency text,
      charged_minor bigint
    );
    CREATE INDEX transactions_open ON ${schema}.transactions (number) WHERE settled_at_ms IS NULL;
    CREATE INDEX transactions_settled ON ${schema}.transactions (last_position) WHERE settled_at_ms IS NOT NULL;
    CREATE INDEX transactions_created ON ${schema}.transactions (created_at_ms, transaction_id);
    CREATE INDEX transactions_terminal ON ${schema}.transactions (poiid, created_at_ms, transaction_id);
    CREATE INDEX transactions_reference ON ${schema}.transactions (reference, created_at_ms, transaction_id);

    -- How far the journal has come. Who appends locks this line, so that positions are committed in their order.
    CREATE TABLE ${schema}.tip (
      only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
      position bigint NOT NULL,
      hash text NOT NULL,
      records bigint NOT NULL
    ) WITH (fillfactor = 10);
    INSERT INTO ${schema}.tip (position, hash, records) VALUES (0, '', 0);

    -- Sessions of engines. Who has no line here appends nothing.
    CREATE TABLE ${schema}.engine_session (
      session uuid PRIMARY KEY,
      number bigint GENERATED ALWAYS AS IDENTITY,
      owner text NOT NULL,
      url text,
      -- It owns the whole journal, and not single terminals.
      is_whole boolean NOT NULL,
      pid integer NOT NULL,
      backend_start timestamptz NOT NULL,
      -- For how long it believes in itself without hearing from the database.
      trust_ms integer NOT NULL,
      seen_at timestamptz NOT NULL,
      -- The run of the server that its connection and its locks are of: another one has neither.
      server text NOT NULL DEFAULT pg_postmaster_start_time()::text,
      -- Until when it may believe in itself, when that server is gone.
      believes_until timestamptz
    );

    -- Who owns each terminal. The fence is raised at each takeover, and never lowered.
    CREATE TABLE ${schema}.terminal_owner (
      poiid text COLLATE "C" PRIMARY KEY,
      fence bigint NOT NULL,
      session uuid,
      owner text NOT NULL,
      url text,
      since timestamptz NOT NULL
    );

    -- Who took the journal as it is, although it had lost something.
    CREATE TABLE ${schema}.acceptances (
      number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at_ms bigint NOT NULL,
      accepted_by text NOT NULL,
      reason text NOT NULL,
      position bigint NOT NULL,
      expected_position bigint,
      damaged text NOT NULL
    );
  `;
}
