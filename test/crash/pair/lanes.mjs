/** How long a till waits for a server before it asks the other one as well, in milliseconds. */
const PATIENCE_MS = 2_500;
/** Until a till asks again where neither server has its terminal. */
const PAUSE_MS = 100;
/** How often a till asks again when nothing was sent: under its id, so that what was stored is only told again. */
const UNSENT_MAX = 3;
const AMOUNT = { currency: 'EUR', value: 1000 };

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A till that makes its payments one after the other, each under one id: at one server, and at the other one whenever that has gone, is
 * silent, or says that the terminal is not its own.
 *
 * @param isOver whether to give up
 */
export async function runLane({ poiid, payments, servers, home, isOver, onDone }) {
  for (const id of payments) {
    const request = { id, poiid, amount: AMOUNT, reference: `ORDER-${id}` };
    let at = home;
    let unsent = 0;
    while (!isOver()) {
      const answer = await servers[at].ask({ pay: request }, PATIENCE_MS);
      const { kind } = answer.outcome ?? {};
      if (kind !== undefined && kind !== 'notProcessed') break;
      if (kind !== undefined && !isElsewhere(answer.outcome)) unsent += 1;
      if (unsent === UNSENT_MAX) break;
      at = 1 - at;
      await pause(PAUSE_MS);
    }
    onDone();
  }
}

/** Another server has the terminal, or none. */
function isElsewhere({ kind, failure }) {
  return kind === 'notProcessed' && failure?.code === 'ERR_TERMINAL_ELSEWHERE';
}
