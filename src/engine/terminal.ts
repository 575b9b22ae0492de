import type { Random } from '../adapters/ports/random.port.ts';
import { failure, type Failure } from '../protocol/faults.ts';
import { requestHeader, type MessageCategory } from '../protocol/header.ts';
import { createServiceID, parseServiceID, type POIID, type SaleID } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { EarlierRequest } from '../protocol/messages/abort.ts';
import { diagnosisRequest, readDiagnosis, type Diagnosis } from '../protocol/messages/diagnosis.ts';
import { readTransactionStatus, transactionStatusRequest } from '../protocol/messages/transaction-status.ts';
import type { CurrencyExponents } from '../protocol/money.ts';
import { readVerdict, type Verdict } from '../protocol/outcome.ts';
import type { Exchange, TerminalLink } from './terminal-link.ts';

/** What a terminal was asked, and did not answer in a way that counts. */
export interface NoAnswer {
  readonly kind: 'noAnswer';
  readonly failure: Failure;
}

/** What a terminal says of an earlier request, from a support engineer's side: it changes no transaction. */
export type StatusReport =
  | { readonly kind: 'finished'; readonly verdict: Verdict }
  | { readonly kind: 'inProgress' }
  | { readonly kind: 'notFound' }
  | NoAnswer;

/** One terminal, from the till's side. */
export interface Terminal {
  readonly poiid: POIID;
  /** Asks the terminal how it is: proves host, certificate and key at once, and moves no money. Never rejects. */
  diagnose(options?: { host?: boolean }): Promise<({ readonly kind: 'diagnosed' } & Diagnosis) | NoAnswer>;
  /** Asks what became of an earlier request of this till, by its ServiceID. Never rejects. */
  transactionStatus(request: { serviceId: string; category?: MessageCategory }): Promise<StatusReport>;
}

export function terminalHandle(parts: {
  POIID: POIID;
  SaleID: SaleID;
  link: TerminalLink;
  random: Random;
  timeoutMs: number;
  currencyExponents: CurrencyExponents;
}): Terminal {
  const { POIID, SaleID, link, timeoutMs } = parts;

  function ask(category: MessageCategory, body: JsonObject): Promise<Exchange> {
    const ServiceID = createServiceID((length) => parts.random.bytes(length));
    const header = requestHeader(category, { SaleID, ServiceID, POIID });
    return link.ask({ header, body }, { signal: new AbortController().signal, timeoutMs });
  }

  return {
    poiid: POIID,

    async diagnose({ host = false } = {}) {
      const exchange = await ask('Diagnosis', diagnosisRequest({ host }));
      if (exchange.kind !== 'answered') return noAnswer(exchange);
      const diagnosis = readDiagnosis(exchange.body);
      if (diagnosis === undefined) return { kind: 'noAnswer', failure: failure('ERR_ANSWER_MALFORMED') };
      return { kind: 'diagnosed', ...diagnosis };
    },

    async transactionStatus({ serviceId, category = 'Payment' }) {
      const asked: EarlierRequest = { MessageCategory: category, SaleID, ServiceID: parseServiceID(serviceId), POIID };
      const exchange = await ask('TransactionStatus', transactionStatusRequest(asked, { receipts: false }));
      if (exchange.kind !== 'answered') return noAnswer(exchange);
      const status = readTransactionStatus(exchange.body, asked, undefined);
      if (status.kind === 'unusable') return { kind: 'noAnswer', failure: failure('ERR_ANSWER_UNDECIDED', status.why) };
      if (status.kind !== 'repeated') return status;
      const { ServiceID } = asked;
      return { kind: 'finished', verdict: readVerdict(status.body, { category, ServiceID }, parts.currencyExponents) };
    },
  };
}

function noAnswer(exchange: Exclude<Exchange, { kind: 'answered' }>): NoAnswer {
  return { kind: 'noAnswer', failure: exchange.kind === 'empty' ? failure('ERR_ANSWER_EMPTY') : exchange.failure };
}
