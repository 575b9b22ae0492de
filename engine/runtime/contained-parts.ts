/**
 * The parts that a caller injects, contained: one that throws, rejects, returns something else than its port says or never ends does not
 * strand a payment or end the process. Everything of the engine uses these.
 */
import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Random } from '../../adapters/ports/random.port.ts';
import type {
  Preconnection,
  Transport,
  TransportFactory,
  TransportRequest,
  TransportResult,
} from '../../adapters/ports/transport.port.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { systemRandom } from '../../adapters/system-random.ts';
import type { KeyRing } from '../../crypto/index.ts';
import { failure } from '../../protocol/faults.ts';
import { isObject } from '../../protocol/json.ts';
import { contained, describeError, handled } from './containment.ts';
import type { Logger } from './logging.ts';

/** The parts that reach the outside world, contained. */
export function containedParts<
  Parts extends { readonly clock: Clock; readonly random: Random; readonly transport: TransportFactory },
>(parts: Parts, log: Logger): Parts {
  const clock = containedClock(parts.clock, log);
  const [random, transport] = [containedRandom(parts.random, log), containedTransports(parts.transport, clock)];
  return { ...parts, clock, random, transport };
}

/**
 * A clock that always arms a timer: a wait without one would never end. What its wall clock says cannot be made up, so a reading that is
 * no number is thrown.
 */
export function containedClock(clock: Clock, log: Logger): Clock {
  const reading = (name: 'now' | 'upMs') => () => {
    const value: unknown = clock[name]();
    if (Number.isFinite(value)) return Math.trunc(value as number);
    handled(value);
    throw new TypeError(`parts.clock.${name}: expected a number, found something else`);
  };
  /** The timers of the machine, where the given clock armed none. */
  const own = new Set<unknown>();

  return {
    now: reading('now'),
    upMs: reading('upMs'),
    setTimeout: (fn, ms) => {
      const fire = () => contained(log, 'a timer', fn);
      // A failure may be of the moment.
      for (let attempt = 1; attempt <= 2; attempt += 1) {
        try {
          const timer = clock.setTimeout(fire, ms);
          handled(timer);
          return timer;
        } catch (error) {
          logEvent(log, 'engine.noTimer', { error: describeError(error) });
        }
      }
      const timer = systemClock.setTimeout(fire, ms);
      own.add(timer);
      return timer;
    },
    clearTimeout: (timer) => {
      if (own.delete(timer)) systemClock.clearTimeout(timer);
      else contained(log, 'the clock', () => handled(clock.clearTimeout(timer)));
    },
  };
}

/** Random bytes that are as many as asked for and not all the same; the machine's own where the given ones are not. */
export function containedRandom(random: Random, log: Logger): Random {
  return {
    bytes(length) {
      try {
        const bytes: unknown = random.bytes(length);
        if (bytes instanceof Uint8Array && bytes.length === length && !isConstant(bytes)) return bytes;
        handled(bytes);
        logEvent(log, 'engine.noRandom', {});
      } catch (error) {
        logEvent(log, 'engine.noRandom', { error: describeError(error) });
      }
      return systemRandom.bytes(length);
    },
  };
}

/** From this length on equal bytes are no coincidence. */
const RANDOM_LENGTH_MIN = 8;

function isConstant(bytes: Uint8Array): boolean {
  return bytes.length >= RANDOM_LENGTH_MIN && bytes.every((byte) => byte === bytes[0]);
}

/** A key ring whose `find` gives a key or none. */
export function containedKeyRing(ring: KeyRing): KeyRing {
  return {
    get active() {
      return ring.active;
    },
    get all() {
      return Array.isArray(ring.all) ? ring.all : undefined;
    },
    find: (...given) => {
      const key = ring.find(...given);
      if (!isObject(key) || !('then' in key)) return key;
      handled(key);
      return undefined;
    },
  };
}

/** How long a transport may take to give up, in milliseconds. */
const GIVE_UP_MS = 1000;

/** Transports whose exchanges end, at the latest a second after their signal aborts. What they do not state counts as "maybe sent". */
export function containedTransports(create: TransportFactory, clock: Clock): TransportFactory {
  return (address) => {
    const transport = create(address);
    return {
      post: (request) => post(transport, request, clock),
      preconnect: () => preconnect(transport),
      close: async () => transport.close(),
    };
  };
}

/** A help, and no more: without it, or when it fails, `post` connects. */
function preconnect(transport: Transport): Preconnection | undefined {
  try {
    const connection: unknown = transport.preconnect?.();
    if (isObject(connection) && typeof connection['close'] === 'function') {
      return new ContainedPreconnection(transport, connection as object as Preconnection);
    }
    handled(connection);
  } catch {
    // As if there were none.
  }
  return undefined;
}

/** A connection of a transport. It is closed as a transaction ends: what that throws must not keep the outcome from the till. */
class ContainedPreconnection implements Preconnection {
  readonly #transport: Transport;
  readonly #given: Preconnection;

  constructor(transport: Transport, given: Preconnection) {
    this.#transport = transport;
    this.#given = given;
  }

  close(): void {
    try {
      handled(this.#given.close());
    } catch {
      // It closes, or the terminal closes it.
    }
  }

  /** As its transport gave it. Another transport leads elsewhere: it does not get this one. */
  givenBy(transport: Transport): Preconnection | undefined {
    if (transport === this.#transport) return this.#given;
    this.close();
    return undefined;
  }
}

/** The request as its transport knows it. */
function requestTo(transport: Transport, request: TransportRequest): TransportRequest {
  const { connection } = request;
  if (!(connection instanceof ContainedPreconnection)) return request;
  return { ...request, connection: connection.givenBy(transport) };
}

const LOST: TransportResult = { kind: 'failed', failure: failure('ERR_LINK_LOST') };

function post(transport: Transport, request: TransportRequest, clock: Clock): Promise<TransportResult> {
  return new Promise((resolve) => {
    const { signal } = request;
    let timer: unknown;
    const giveUp = () => {
      timer = clock.setTimeout(() => end(LOST), GIVE_UP_MS);
    };
    const end = (result: unknown) => {
      signal.removeEventListener('abort', giveUp);
      if (timer !== undefined) clock.clearTimeout(timer);
      resolve(isTransportResult(result) ? result : LOST);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    // What it throws at once, against its contract, is lost as well.
    new Promise((given) => given(transport.post(requestTo(transport, request)))).then(end, () => end(LOST));
  });
}

function isTransportResult(result: unknown): result is TransportResult {
  if (!isObject(result)) return false;
  if (result['kind'] === 'failed') return isObject(result['failure']) && typeof result['failure']['code'] === 'string';
  return result['kind'] === 'answered' && Number.isInteger(result['status']) && result['body'] instanceof Uint8Array;
}
