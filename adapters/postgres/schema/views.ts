/** For people with a reporting tool. Amounts are whole numbers in minor units of their currency; days are those of UTC. */
export function views(schema: string): string {
  return `
    -- Of what it is not known now whether it charged. What is damaged is listed by the program alone: tenderline transactions --unresolved.
    CREATE VIEW ${schema}.unknown_now AS
      SELECT transaction_id, poiid, category, is_refund, reference, currency, requested_minor,
        to_timestamp(created_at_ms / 1000.0) AS requested_at,
        clock_timestamp() - to_timestamp(created_at_ms / 1000.0) AS open_for,
        CASE WHEN created_at_ms IS NULL THEN 'an answer without a transaction'
          WHEN settled_at_ms IS NULL THEN 'open' ELSE 'closed by a person as unknown' END AS status
      FROM ${schema}.transactions
      WHERE settled_at_ms IS NULL OR (created_at_ms IS NOT NULL AND coalesce(charged, 'unknown') = 'unknown');

    -- What each terminal took on each day, by the day of the request. A total is complete when unknown_count is 0.
    CREATE VIEW ${schema}.totals_by_terminal_and_day AS
      SELECT (to_timestamp(created_at_ms / 1000.0) AT TIME ZONE 'UTC')::date AS day, poiid, category, is_refund,
        coalesce(charged_currency, currency) AS currency,
        count(*) FILTER (WHERE settled_at_ms IS NOT NULL AND charged = 'yes') AS charged_count,
        coalesce(sum(charged_minor) FILTER (WHERE settled_at_ms IS NOT NULL AND charged = 'yes'), 0)::bigint AS charged_minor,
        -- Charged, but how much is for a person to see: closed by hand, or unclear in the answer.
        count(*) FILTER (WHERE settled_at_ms IS NOT NULL AND charged = 'yes' AND charged_minor IS NULL) AS charged_without_amount_count,
        -- Of refunds: what was accepted, as it was requested. The platform reports their result later.
        count(*) FILTER (WHERE settled_at_ms IS NOT NULL AND kind = 'accepted') AS accepted_count,
        coalesce(sum(requested_minor) FILTER (WHERE settled_at_ms IS NOT NULL AND kind = 'accepted'), 0)::bigint AS accepted_minor,
        count(*) FILTER (WHERE settled_at_ms IS NOT NULL AND charged = 'no' AND kind IS DISTINCT FROM 'accepted') AS not_charged_count,
        count(*) FILTER (WHERE settled_at_ms IS NULL OR coalesce(charged, 'unknown') = 'unknown') AS unknown_count
      FROM ${schema}.transactions
      WHERE created_at_ms IS NOT NULL
      GROUP BY 1, 2, 3, 4, 5;

    -- Which engine owns which terminal, and when the database last had contact with it.
    CREATE VIEW ${schema}.owners_now AS
      SELECT o.poiid, o.owner, o.url, o.fence, o.since, e.seen_at
      FROM ${schema}.terminal_owner o JOIN ${schema}.engine_session e ON e.session = o.session;
  `;
}
