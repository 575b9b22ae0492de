import type { Random } from '../adapters/ports/random.port.ts';
import type { TransactionHappening, TransactionInput } from '../machines/index.ts';
import { deliveryOf, failure } from '../protocol/faults.ts';
import { requestHeader, type MessageCategory } from '../protocol/header.ts';
import { createServiceID, type ServiceID, type TransactionId } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import { abortRequest, type EarlierRequest } from '../protocol/messages/abort.ts';
import { readTransactionStatus, transactionStatusRequest } from '../protocol/messages/transaction-status.ts';
import type { CurrencyExponents } from '../protocol/money.ts';
import { readVerdict, type AskedFor } from '../protocol/outcome.ts';
import type { Effect } from './mailbox.ts';
import type { Exchange, TerminalLink } from './terminal-link.ts';

export interface EffectParts {
  readonly input: TransactionInput;
  readonly link: TerminalLink;
  readonly random: Random;
  readonly currencyExponents: CurrencyExponents;
  readonly requestTimeoutMs: number;
  readonly deliver: (happening: TransactionHappening) => void;
  /** Another transaction of ours with that ServiceID. */
  readonly findOurs: (ServiceID: string) => TransactionId | undefined;
}

export interface TransactionEffects {
  /** Carries a command out; what comes of it is delivered as an event. */
  readonly execute: (effect: Effect) => void;
  /** Gives up whatever is under way. */
  readonly cancel: () => void;
}

/** Turns the commands of one transaction into messages to its terminal, and what comes back into events. */
export function transactionEffects(parts: EffectParts): TransactionEffects {
  const { input, link, deliver } = parts;
  const everything = new AbortController();
  const transmission = new AbortController();
  const ourRequest: EarlierRequest = { ...input, MessageCategory: input.category };

  const header = (category: MessageCategory, ServiceID: ServiceID = createServiceID((n) => parts.random.bytes(n))) =>
    requestHeader(category, { SaleID: input.SaleID, ServiceID, POIID: input.POIID });

  async function transmit(): Promise<void> {
    const exchange = await link.ask(
      { header: header(input.category, input.ServiceID), body: input.body },
      {
        signal: AbortSignal.any([everything.signal, transmission.signal]),
        onWritten: () => deliver({ type: 'link.written' }),
      },
    );
    deliver(withOurs(readAnswer(exchange, input, parts.currencyExponents), parts.findOurs));
  }

  async function askStatus(): Promise<void> {
    const exchange = await link.ask(
      {
        header: header('TransactionStatus'),
        body: transactionStatusRequest(ourRequest, { receipts: input.wantsReceipts }),
      },
      { signal: everything.signal, timeoutMs: input.limits.statusTimeoutMs },
    );
    deliver(readCheck(exchange, ourRequest, input, parts.currencyExponents));
  }

  async function transmitAbort(): Promise<void> {
    // Its answer says nothing, and what went wrong with it is in the log: the effect shows in the transaction's own answer.
    await link.ask(
      { header: header('Abort'), body: abortRequest(ourRequest) },
      { signal: everything.signal, timeoutMs: parts.requestTimeoutMs },
    );
  }

  return {
    execute(effect) {
      switch (effect.type) {
        case 'transmit':
          return void transmit().catch(() => deliver({ type: 'link.lost', failure: failure('ERR_LINK_LOST') }));
        case 'abandonTransmission':
          return transmission.abort();
        case 'transmitAbort':
          return void transmitAbort().catch(() => {});
        case 'askStatus':
          return void askStatus().catch(() =>
            deliver({ type: 'status.unanswered', failure: failure('ERR_LINK_LOST'), seen: false }),
          );
      }
    },
    cancel: () => everything.abort(),
  };
}

/** A terminal that is busy with another transaction of ours: says with which. */
function withOurs(happening: TransactionHappening, findOurs: EffectParts['findOurs']): TransactionHappening {
  if (happening.type !== 'poi.answered' || happening.verdict.runningServiceID === undefined) return happening;
  const runningTransaction = findOurs(happening.verdict.runningServiceID);
  return runningTransaction === undefined
    ? happening
    : { ...happening, verdict: { ...happening.verdict, runningTransaction } };
}

function askedFor({ category, ServiceID, amount, refund }: TransactionInput): AskedFor {
  return { category, ServiceID, ...(amount !== undefined && { amount }), ...(refund !== undefined && { refund }) };
}

/** What became of the transaction's own request. */
function readAnswer(exchange: Exchange, input: TransactionInput, exponents: CurrencyExponents): TransactionHappening {
  switch (exchange.kind) {
    case 'answered': {
      const verdict = readVerdict(exchange.body, askedFor(input), exponents);
      return verdict.settled
        ? { type: 'poi.answered', verdict, recovered: false }
        : { type: 'poi.undecided', failure: verdict.failure, seen: true };
    }
    case 'empty':
      return { type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: false };
    case 'rejected':
      return { type: 'poi.rejected', failure: exchange.failure };
    case 'unusable':
      return { type: 'poi.undecided', failure: exchange.failure, seen: exchange.wasSealed };
    case 'noAnswer':
      return deliveryOf(exchange.failure.code) === 'notSent'
        ? { type: 'link.notSent', failure: exchange.failure }
        : { type: 'link.lost', failure: exchange.failure };
  }
}

/** What a check taught. */
function readCheck(
  exchange: Exchange,
  asked: EarlierRequest,
  input: TransactionInput,
  exponents: CurrencyExponents,
): TransactionHappening {
  if (exchange.kind !== 'answered') {
    const fault = exchange.kind === 'empty' ? failure('ERR_ANSWER_EMPTY') : exchange.failure;
    return { type: 'status.unanswered', failure: fault, seen: false };
  }
  const status = readTransactionStatus(exchange.body, asked, { reference: input.reference, atMs: input.createdAtMs });
  switch (status.kind) {
    case 'inProgress':
      return { type: 'poi.inProgress' };
    case 'notFound':
      return { type: 'poi.notFound' };
    case 'unusable':
      return { type: 'status.unanswered', failure: failure('ERR_ANSWER_UNDECIDED', status.why), seen: false };
    case 'repeated':
      return readRepeated(status.body, input, exponents);
  }
}

function readRepeated(body: JsonObject, input: TransactionInput, exponents: CurrencyExponents): TransactionHappening {
  const verdict = readVerdict(body, askedFor(input), exponents);
  if (verdict.settled) return { type: 'poi.answered', verdict, recovered: true };
  return verdict.failure.code === 'ERR_STATUS_IN_PROGRESS'
    ? { type: 'poi.inProgress' }
    : { type: 'status.unanswered', failure: verdict.failure, seen: true };
}
