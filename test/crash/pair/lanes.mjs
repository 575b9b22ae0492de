import { setTimeout as pause } from 'node:timers/promises';

/** How long a server may hold an answer, in seconds, and how long a till waits for it, in milliseconds. */
const WAIT_S = 2;
const PATIENCE_MS = 3_000;
/** Until a till asks again where it got no outcome. */
const PAUSE_MS = 250;
/** How often a till asks again when nothing was sent: under its id, so that what was stored is only told again. */
const UNSENT_MAX = 3;
const AMOUNT = { currency: 'EUR', value: 1000 };

/**
 * A till that makes its payments one after the other, each under one id: at one server, at the one that it names, and at the other one
 * when it gives no answer.
 *
 * @param isOver whether to give up
 * @param onTold called with each outcome that it is told
 */
export async function runLane({ poiid, payments, servers, home, isOver, onTold, onDone }) {
  for (const id of payments) {
    const body = { type: 'payment', poiid, amount: AMOUNT, reference: `ORDER-${id}` };
    let at = home;
    let unsent = 0;
    while (!isOver()) {
      const server = servers[at];
      const { status, json } = await server.call('PUT', `/v1/transactions/${id}?wait=${WAIT_S}`, body, PATIENCE_MS);
      const { outcome, serviceId, url } = json;
      if (outcome !== undefined) onTold({ server: server.name, id, serviceId, outcome });
      if (outcome !== undefined && outcome.kind !== 'notProcessed') break;
      if (outcome !== undefined) unsent += 1;
      if (unsent === UNSENT_MAX) break;
      if (status === 200 || status === 201) continue;
      // Only to a server that this till knows.
      const named = servers.findIndex((one) => one.url === url);
      at = named < 0 ? 1 - at : named;
      await pause(PAUSE_MS);
    }
    onDone();
  }
}
