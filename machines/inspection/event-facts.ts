import type { KeyName } from '../../protocol/key-name.ts';
import type { SettledResult } from '../../protocol/outcome.ts';
import type { TransactionEventPayload } from '../transaction.types.ts';
import type { Facts } from './feed.types.ts';

/** What of an event may be displayed. Of a fault that is the code: its words can be the terminal's. */
export function factsOfEvent(event: TransactionEventPayload): Facts {
  switch (event.type) {
    case 'link.notSent':
    case 'link.lost':
      return { failure: event.failure.code };
    case 'poi.rejected':
      return {
        failure: event.failure.code,
        ...(event.key !== undefined && { key: textOfKey(event.key) }),
        ...(event.next !== undefined && { otherKey: textOfKey(event.next.key) }),
      };
    case 'poi.undecided':
    case 'status.unanswered':
      return { failure: event.failure.code, seen: event.seen };
    case 'poi.answered':
      return { ...factsOfResult(event.result), recovered: event.recovered };
    case 'poi.unclear':
      return { failure: event.failure.code, kind: event.result.kind, seen: event.seen, recovered: event.recovered };
    case 'sale.override':
      return { charged: event.charged, by: event.by, reason: event.reason };
    case 'host.restarted':
      return { rebooted: event.rebooted };
    case 'attempt.claimed':
      return { attempt: event.attempt };
    case 'intent.stored':
    case 'link.written':
    case 'poi.progress':
    case 'poi.inProgress':
    case 'poi.notFound':
    case 'terminal.online':
    case 'terminal.restarted':
    case 'timer.response':
    case 'timer.check':
    case 'sale.abort':
    case 'sale.checkStatus':
      return {};
  }
}

/** Its name, which is no secret. */
function textOfKey({ keyIdentifier, keyVersion }: KeyName): string {
  return `${keyIdentifier} version ${keyVersion}`;
}

/** The members that a person types; they stay out of what leaves the shop. */
export const OPERATOR_FACTS: readonly string[] = ['by', 'reason'];

/** A condition of the protocol is one word. Anything else is the terminal's own text. */
const WORD = /^[A-Za-z]{1,40}$/;
/** Adyen's id of an authorisation. */
const PSP_REFERENCE = /^[A-Z0-9]{16}$/;

function factsOfResult({ kind, charged, amounts, errorCondition, pspReference }: SettledResult): Facts {
  const { authorized } = amounts;
  return {
    kind,
    charged,
    ...(authorized !== undefined && { authorized: `${authorized.currency} ${authorized.value}` }),
    ...(errorCondition !== undefined && WORD.test(errorCondition) && { condition: errorCondition }),
    ...(pspReference !== undefined && PSP_REFERENCE.test(pspReference) && { pspReference }),
  };
}
