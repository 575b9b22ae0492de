/**
 * The one statement of an append. It takes several appends, and answers for each: one that is refused stores nothing and does not hinder
 * the others. Everything else that fails fails the whole statement, and stores nothing.
 *
 * The functions run with the rights of the owner of the schema, so that the role of an engine needs none to change a table. Temporary
 * tables are searched last: else a role could put one of its own in the place of one of the catalogue, and run as the owner.
 */
export function appendFunction(schema: string): string {
  return `
    -- As entryChecksum of the package computes it.
    CREATE FUNCTION ${schema}.entry_checksum(id text, settled bigint, records bigint, last bigint, terminal text)
    RETURNS text LANGUAGE sql STABLE AS $$
      SELECT left(encode(sha256(convert_to(
        '[' || to_json(id)::text || ',' || coalesce(settled::text, 'null') || ',' || records || ',' || last || ',' ||
        coalesce(to_json(terminal)::text, 'null') || ']', 'UTF8')), 'hex'), 32)
    $$;

    CREATE FUNCTION ${schema}.assert_session(given uuid)
    RETURNS ${schema}.engine_session LANGUAGE plpgsql STABLE AS $$
    DECLARE
      found_session ${schema}.engine_session;
    BEGIN
      -- The process of the server as well: behind a pooler a statement may run in another session.
      SELECT * INTO found_session FROM ${schema}.engine_session WHERE session = given AND pid = pg_backend_pid();
      IF NOT FOUND THEN
        RAISE EXCEPTION 'this session has ended' USING ERRCODE = 'TL001';
      END IF;
      RETURN found_session;
    END $$;

    -- Why an append is refused; null when it is not. Record by record: a plan for all of them at once may read whole tables.
    CREATE FUNCTION ${schema}.refusal(me ${schema}.engine_session, fences json, appended json)
    RETURNS json LANGUAGE plpgsql STABLE AS $$
    DECLARE
      added record;
      terminal text;
    BEGIN
      FOR added IN SELECT * FROM json_to_recordset(appended) AS a(t text, s bigint, o boolean, w text) LOOP
        IF NOT me.is_whole THEN
          terminal := coalesce((SELECT x.poiid FROM ${schema}.transactions x WHERE x.transaction_id = added.t), added.w);
          IF terminal IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM ${schema}.terminal_owner o
            WHERE o.poiid = terminal AND o.session = me.session AND o.fence = (fences ->> terminal)::bigint
          ) THEN
            RETURN json_build_object('code', 'fenced', 'transaction', added.t, 'poiid', terminal);
          END IF;
        END IF;
        IF EXISTS (SELECT 1 FROM ${schema}.records r WHERE r.transaction_id = added.t AND r.seq = added.s)
          -- Also when its first record is gone: that the id was used is known.
          OR (added.o AND EXISTS (SELECT 1 FROM ${schema}.transactions x WHERE x.transaction_id = added.t))
          OR (added.o AND EXISTS (SELECT 1 FROM ${schema}.records r WHERE r.transaction_id = added.t))
        THEN
          RETURN json_build_object('code', 'conflict', 'transaction', added.t, 'seq', added.s);
        END IF;
      END LOOP;
      RETURN NULL;
    END $$;

    CREATE FUNCTION ${schema}.append(given uuid, fences json, appends json)
    RETURNS json LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    -- Plans are kept with the session: one that was made while the tables were small must not read them whole later.
    SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
    DECLARE
      me ${schema}.engine_session;
      latest ${schema}.tip;
      before ${schema}.transactions;
      appended json;
      added record;
      refused json;
      results json[] := '{}';
      stored integer := 0;
      others bigint;
      is_sound boolean;
      next_settled bigint;
    BEGIN
      SELECT * INTO STRICT latest FROM ${schema}.tip FOR UPDATE;
      me := ${schema}.assert_session(given);
      FOR appended IN SELECT value FROM json_array_elements(appends) WITH ORDINALITY ORDER BY ordinality LOOP
        refused := ${schema}.refusal(me, fences, appended);
        results := results || coalesce(refused, 'null'::json);
        CONTINUE WHEN refused IS NOT NULL;
        FOR added IN
          SELECT * FROM ROWS FROM (json_to_recordset(appended) AS (
            t text, s bigint, x text, c text, e bigint, o boolean, p text, at bigint, r text, k text,
            g text, f boolean, u text, q bigint, h text, v text, m bigint
          )) WITH ORDINALITY AS a(t, s, x, c, e, o, p, at, r, k, g, f, u, q, h, v, m, n) ORDER BY n
        LOOP
          latest.position := latest.position + 1;
          latest.hash := left(encode(sha256(convert_to('["' || latest.hash || '","' || added.c || '"]', 'UTF8')), 'hex'), 32);
          stored := stored + 1;
          SELECT * INTO before FROM ${schema}.transactions x WHERE x.transaction_id = added.t;
          IF NOT FOUND THEN
            others := 0;
            IF NOT added.o THEN
              SELECT count(*) INTO others FROM ${schema}.records r WHERE r.transaction_id = added.t;
            END IF;
            -- Records without an entry are damage, and stay it: no checksum.
            INSERT INTO ${schema}.transactions (transaction_id, settled_at_ms, records, last_position, poiid, checksum,
              created_at_ms, reference, kind, category, is_refund, currency, requested_minor, charged, charged_currency, charged_minor)
            VALUES (added.t, added.e, others + 1, latest.position, added.p,
              CASE WHEN others = 0 THEN ${schema}.entry_checksum(added.t, added.e, 1, latest.position, added.p) ELSE '' END,
              added.at, added.r, added.k, added.g, added.f, added.u, added.q, added.h, added.v, added.m);
          ELSE
            is_sound := before.checksum = ${schema}.entry_checksum(
              before.transaction_id, before.settled_at_ms, before.records, before.last_position, before.poiid);
            next_settled := greatest(before.settled_at_ms, added.e);
            UPDATE ${schema}.transactions x SET
              settled_at_ms = next_settled,
              records = before.records + 1,
              last_position = latest.position,
              poiid = coalesce(before.poiid, added.p),
              checksum = CASE WHEN is_sound THEN ${schema}.entry_checksum(
                added.t, next_settled, before.records + 1, latest.position, coalesce(before.poiid, added.p)) ELSE '' END,
              kind = CASE WHEN before.settled_at_ms IS NULL THEN coalesce(added.k, x.kind) ELSE x.kind END,
              charged = coalesce(added.h, x.charged),
              charged_currency = CASE WHEN added.h IS NULL THEN x.charged_currency ELSE added.v END,
              charged_minor = CASE WHEN added.h IS NULL THEN x.charged_minor ELSE added.m END
            WHERE x.transaction_id = added.t;
          END IF;
          INSERT INTO ${schema}.records (position, transaction_id, seq, record, checksum, hash)
          VALUES (latest.position, added.t, added.s, added.x, added.c, latest.hash);
        END LOOP;
      END LOOP;
      IF stored > 0 THEN
        UPDATE ${schema}.tip SET position = latest.position, hash = latest.hash, records = latest.records + stored;
        PERFORM pg_notify('${schema}', 'records');
      END IF;
      RETURN json_build_object('position', latest.position, 'hash', latest.hash, 'results', to_json(results));
    END $$;

    -- Forgets whole transactions; what is not settled before that time, or is among the newest, stays.
    CREATE FUNCTION ${schema}.forget(given uuid, ids text[], settled_before bigint, kept_from bigint)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      gone bigint;
      lines bigint;
    BEGIN
      PERFORM 1 FROM ${schema}.tip FOR UPDATE;
      PERFORM ${schema}.assert_session(given);
      WITH forgotten AS (
        DELETE FROM ${schema}.transactions
        WHERE transaction_id = ANY (ids) AND settled_at_ms < settled_before AND last_position < kept_from
        RETURNING transaction_id
      ), deleted AS (
        DELETE FROM ${schema}.records r USING forgotten f WHERE r.transaction_id = f.transaction_id RETURNING 1
      )
      SELECT (SELECT count(*) FROM forgotten), (SELECT count(*) FROM deleted) INTO gone, lines;
      UPDATE ${schema}.tip SET records = records - lines;
      RETURN gone;
    END $$;

    -- A person takes the journal as it is, although it lost something.
    CREATE FUNCTION ${schema}.accept_journal(given uuid, at_ms bigint, by_whom text, why text, expected bigint, damaged text)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      PERFORM ${schema}.assert_session(given);
      INSERT INTO ${schema}.acceptances (at_ms, accepted_by, reason, position, expected_position, damaged)
      SELECT at_ms, by_whom, why, t.position, expected, damaged FROM ${schema}.tip t;
    END $$;
  `;
}
