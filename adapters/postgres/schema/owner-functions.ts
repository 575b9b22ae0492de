/** Who may append: sessions of engines, and the terminals that they own. Every change is made while the line of the tip is locked. */
export function ownerFunctions(schema: string): string {
  return `
    -- The advisory lock of a terminal; that of the whole journal for an empty name.
    CREATE FUNCTION ${schema}.lock_key(terminal text)
    RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT hashtextextended('tenderline ${schema} ' || terminal, 0) $$;

    -- Begins a session: its number, or null when another engine has the journal.
    CREATE FUNCTION ${schema}.begin_session(given uuid, owner_name text, owner_url text, whole boolean, trust integer, started timestamptz)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      me bigint;
    BEGIN
      PERFORM 1 FROM ${schema}.tip FOR UPDATE;
      -- After a failover or a restart their locks are gone, but a session that was cut off may not know: it counts from now, by this clock.
      UPDATE ${schema}.engine_session
      SET server = pg_postmaster_start_time()::text, believes_until = clock_timestamp() + trust_ms * interval '1.5 milliseconds'
      WHERE server <> pg_postmaster_start_time()::text;
      IF whole THEN
        IF NOT pg_try_advisory_lock(${schema}.lock_key('')) THEN RETURN NULL; END IF;
        DELETE FROM ${schema}.engine_session;
        UPDATE ${schema}.terminal_owner SET session = NULL WHERE session IS NOT NULL;
      ELSE
        IF NOT pg_try_advisory_lock_shared(${schema}.lock_key('')) THEN RETURN NULL; END IF;
        DELETE FROM ${schema}.engine_session WHERE seen_at < clock_timestamp() - interval '1 day';
      END IF;
      INSERT INTO ${schema}.engine_session (session, owner, url, is_whole, pid, backend_start, trust_ms, seen_at)
      VALUES (given, owner_name, owner_url, whole, pg_backend_pid(), started, trust, clock_timestamp())
      RETURNING number INTO me;
      RETURN me;
    END $$;

    -- Ends a session, so that nothing of it is stored any more, also by a statement that is on its way.
    CREATE FUNCTION ${schema}.end_session(given uuid)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      PERFORM 1 FROM ${schema}.tip FOR UPDATE;
      DELETE FROM ${schema}.engine_session WHERE session = given;
      UPDATE ${schema}.terminal_owner SET session = NULL WHERE session = given;
      PERFORM pg_notify('${schema}', 'owners');
    END $$;

    -- That the session is there, and how far the journal has come.
    CREATE FUNCTION ${schema}.beat(given uuid)
    RETURNS TABLE (is_alive boolean, "position" bigint, hash text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      UPDATE ${schema}.engine_session SET seen_at = clock_timestamp() WHERE session = given AND pid = pg_backend_pid();
      RETURN QUERY SELECT FOUND, t.position, t.hash FROM ${schema}.tip t;
    END $$;

    -- Takes a terminal: its new fence, or null when another session has it.
    CREATE FUNCTION ${schema}.take_terminal(given uuid, terminal text)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      me ${schema}.engine_session;
      raised bigint;
    BEGIN
      PERFORM 1 FROM ${schema}.tip FOR UPDATE;
      me := ${schema}.assert_session(given);
      IF EXISTS (
        SELECT 1 FROM ${schema}.terminal_owner o JOIN ${schema}.engine_session e ON e.session = o.session
        WHERE o.poiid = terminal AND o.session <> given AND e.believes_until > clock_timestamp()
      ) THEN
        RETURN NULL;
      END IF;
      IF NOT pg_try_advisory_lock(${schema}.lock_key(terminal)) THEN RETURN NULL; END IF;
      INSERT INTO ${schema}.terminal_owner AS o (poiid, fence, session, owner, url, since)
      VALUES (terminal, 1, me.session, me.owner, me.url, clock_timestamp())
      ON CONFLICT (poiid) DO UPDATE SET
        fence = o.fence + 1, session = excluded.session, owner = excluded.owner, url = excluded.url, since = excluded.since
      RETURNING o.fence INTO raised;
      PERFORM pg_notify('${schema}', 'owners');
      RETURN raised;
    END $$;

    CREATE FUNCTION ${schema}.give_terminal(given uuid, terminal text)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      taken bigint := ${schema}.lock_key(terminal);
    BEGIN
      PERFORM 1 FROM ${schema}.tip FOR UPDATE;
      PERFORM ${schema}.assert_session(given);
      UPDATE ${schema}.terminal_owner SET session = NULL WHERE poiid = terminal AND session = given;
      -- It counts how often it was taken.
      WHILE EXISTS (
        SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 1
        AND ((classid::bigint << 32) | objid::bigint) = taken
      ) LOOP
        PERFORM pg_advisory_unlock(taken);
      END LOOP;
      PERFORM pg_notify('${schema}', 'owners');
    END $$;
  `;
}
