import type { AttemptToken, TransactionContext } from './transaction.types.ts';

/**
 * Whether this attempt is the one that may send the request: the transaction granted it the claim. Of the attempts to send that crashes, cut
 * connections and messages that are delivered twice can make of one, the first that a stored event names holds it, for good; the others
 * ask the terminal.
 */
export function holdsClaim({ claim }: Pick<TransactionContext, 'claim'>, attempt: AttemptToken): boolean {
  return claim !== undefined && claim === attempt;
}

/**
 * Whether the one that says this of the request's way out had it in hand: then its word is proof. Another attempt knows nothing of what the
 * holder does, whatever its own failure was. Older journals name no attempt: there the process that wrote them was the only one.
 */
export function speaksForRequest(
  { claim }: Pick<TransactionContext, 'claim'>,
  said: { attempt?: AttemptToken },
): boolean {
  return claim === said.attempt;
}
