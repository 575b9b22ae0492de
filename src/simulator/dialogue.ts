import { endPayment, readPayment, type Ended, type PaymentFacts } from './payment.ts';
import type { LedgerEntry } from './ledger.ts';
import type { RandomBytes } from './references.ts';
import type { RequestHeader } from './requests.ts';
import { endReversal, readReversal, type ReversalFacts } from './reversal.ts';
import type { ShopperPlan } from './settings.ts';
import { hostVerdict, type PaymentFailure } from './verdict.ts';

/** The transaction that the terminal is busy with: there is at most one (reference 1.3). */
export type Dialogue = PaymentDialogue | ReversalDialogue;

interface Common {
  readonly header: RequestHeader;
  /** The HTTP exchange that waits for the answer. */
  readonly exchange: number;
  /** What the terminal calls this attempt. */
  readonly tender: string;
}

export interface PaymentDialogue extends Common {
  readonly category: 'Payment';
  readonly facts: PaymentFacts;
  readonly plan: ShopperPlan;
  /** `presenting`: the terminal asks for the card. `authorising`: the host has been asked, there is no way back. */
  readonly phase: 'presenting' | 'authorising';
}

interface ReversalDialogue extends Common {
  readonly category: 'Reversal';
  readonly facts: ReversalFacts;
  readonly phase: 'authorising';
}

/** What the core is told of the world each time it is asked something. */
export interface World {
  readonly nowMs: number;
  readonly random: RandomBytes;
  /** All movements of the platform that these terminals belong to. */
  readonly book: readonly LedgerEntry[];
}

/** A request as one of the two kinds of transaction, or what is wrong with it. */
export function readTransaction(category: Dialogue['category'], header: RequestHeader, body: unknown) {
  if (category === 'Payment') {
    const read = readPayment(header, body);
    return read.ok ? ({ ok: true, category, facts: read.value } as const) : read;
  }
  const read = readReversal(header, body);
  return read.ok ? ({ ok: true, category, facts: read.value } as const) : read;
}

/** The end of a transaction by the host's answer. */
export function endByHost(dialogue: Dialogue, world: World): Ended {
  if (dialogue.category === 'Reversal') return endReversal(dialogue.facts, world.book, dialogue.tender, world);
  const { facts, plan, tender } = dialogue;
  const verdict = hostVerdict(
    facts.asked,
    { isRefund: facts.isRefund, tenderOptions: facts.acquirerData.tenderOptions },
    plan,
  );
  return endPayment(facts, verdict, tender, world);
}

/** The end of a payment that never got to the host. */
export function endEarly({ facts, tender }: PaymentDialogue, failure: PaymentFailure, world: World): Ended {
  return endPayment(facts, { kind: 'failed', failure }, tender, world);
}
