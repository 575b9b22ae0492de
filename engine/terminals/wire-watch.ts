import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { WireEntry } from '../../machines/index.ts';
import type { RequestMessage } from '../../protocol/codec.ts';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import type { Inspector } from '../runtime/inspector.ts';

/** How an exchange ended. */
interface Ended {
  readonly kind: string;
  readonly failure?: { readonly code: string };
}

/** Reports the messages of one exchange: who, what kind, how large, how long. Never what is in them. */
export interface WireWatch {
  /** The last byte of the request was handed to the network. */
  written(bytes: number, form: 'sealed' | 'clear'): void;
  /** @param bytes of the answer; `undefined` when none came */
  ended(result: Ended, bytes: number | undefined): void;
}

export function watchWire(inspector: Inspector | undefined, clock: Clock, { header, body }: RequestMessage): WireWatch {
  let writtenAt: number | undefined;
  const about = aboutOf(body);
  const base = () => ({
    k: 'wire' as const,
    at: clock.now(),
    poi: header.POIID,
    cat: header.MessageCategory,
    sid: header.ServiceID,
    ...(about !== undefined && { about }),
  });
  return {
    written(bytes, form) {
      inspector?.emit((): WireEntry => {
        const entry = base();
        writtenAt = entry.at;
        return { ...entry, dir: 'out', bytes, ok: form };
      });
    },
    ended(result, bytes) {
      inspector?.emit((): WireEntry => {
        const entry = base();
        const ms = writtenAt === undefined ? undefined : entry.at - writtenAt;
        const more = { ...(bytes !== undefined && { bytes }), ...(ms !== undefined && { ms }) };
        return { ...entry, dir: 'in', ...more, ok: wordOf(result) };
      });
    },
  };
}

function wordOf(result: Ended): string {
  if (result.kind === 'answered') return 'verified';
  return result.failure?.code ?? result.kind;
}

/** The ServiceID of the request that a TransactionStatus or an Abort is about. */
function aboutOf(body: JsonObject): string | undefined {
  const reference = body['MessageReference'];
  const id: unknown = isObject(reference) ? reference['ServiceID'] : undefined;
  return typeof id === 'string' ? id : undefined;
}
