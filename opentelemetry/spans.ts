import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { Head, InspectEntry, MachineStep, WireEntry } from '../machines/index.ts';
import { spanAttributes } from './attributes.ts';

/** Of how many transactions the spans can be found: an answer may come after the settlement. */
const CONTEXTS_MAX = 2000;
const FAULT = /^ERR_/;
/** States of which no step follows, or the first one still does. */
const NOT_RESUMED: readonly string[] = ['settled', 'damaged', 'queued'];

interface Open {
  readonly span: Span;
  fault?: string;
}

/** Makes spans of what the engine reports of itself. */
export class Spans {
  readonly #tracer: Tracer;
  readonly #open = new Map<string, Open>();
  /** By the ServiceID of the transaction; the oldest goes first. */
  readonly #contexts = new Map<string, Context>();
  readonly #isOpen: (id: string) => boolean;

  /** @param isOpen whether a transaction is still to be settled */
  constructor(tracer: Tracer, isOpen: (id: string) => boolean) {
    this.#tracer = tracer;
    this.#isOpen = isOpen;
  }

  take(entry: InspectEntry): void {
    switch (entry.k) {
      case 'hello':
        for (const head of entry.heads) if (!NOT_RESUMED.includes(head.state)) this.#resume(head);
        return;
      case 'step':
        if (entry.m === 'transaction' && entry.id !== undefined) this.#step(entry.id, entry);
        return;
      case 'wire':
        if (entry.dir === 'in') this.#exchange(entry);
        return;
      case 'gap':
        // The step that ended them may be among those that are missing.
        for (const id of this.#open.keys()) if (!this.#isOpen(id)) this.#end(id);
        return;
      case 'screen':
    }
  }

  /** Ends what is open, without an outcome. */
  close(): void {
    for (const id of this.#open.keys()) this.#end(id);
  }

  #step(id: string, { ev, d, at, poi, to, ctx }: MachineStep): void {
    const open =
      this.#open.get(id) ??
      (ev === 'opened'
        ? this.#begin({ id, poi, sid: String(d['serviceId']), kind: String(d['kind']) }, at)
        : undefined);
    if (open === undefined) return;
    open.span.addEvent(ev, { 'tenderline.transaction.state': to }, new Date(at));
    if (typeof ctx['failure'] === 'string') open.fault = ctx['failure'];
    if (to !== 'settled') return;
    this.#open.delete(id);
    const [outcome, charged] = [text(ctx['outcome']), text(ctx['charged'])];
    open.span.setAttributes(
      spanAttributes('tenderline transaction', {
        'tenderline.outcome': outcome,
        'tenderline.charged': charged,
        'tenderline.fault': open.fault,
      }),
    );
    // A card that is declined is no error of the till.
    if (outcome === 'notProcessed') open.span.setStatus({ code: SpanStatusCode.ERROR });
    open.span.end(new Date(at));
  }

  #resume({ id, poi, sid, kind }: Head): void {
    this.#begin({ id, poi, sid, kind }).span.setAttribute('tenderline.transaction.resumed', true);
  }

  /** @param at epoch milliseconds; without it: now */
  #begin({ id, poi, sid, kind }: Pick<Head, 'id' | 'poi' | 'sid'> & { readonly kind: string }, at?: number): Open {
    const attributes = spanAttributes('tenderline transaction', {
      'tenderline.transaction.id': id,
      'tenderline.transaction.kind': kind,
      'tenderline.poiid': poi,
      'tenderline.service_id': sid,
    });
    const options = { root: true, attributes, ...(at !== undefined && { startTime: new Date(at) }) };
    const open: Open = { span: this.#tracer.startSpan('tenderline transaction', options, ROOT_CONTEXT) };
    this.#open.set(id, open);
    this.#contexts.set(sid, trace.setSpan(ROOT_CONTEXT, open.span));
    const [oldest] = this.#contexts.keys();
    if (this.#contexts.size > CONTEXTS_MAX && oldest !== undefined) this.#contexts.delete(oldest);
    return open;
  }

  #end(id: string): void {
    const open = this.#open.get(id);
    // First forgotten: an SDK that throws must not be asked again.
    this.#open.delete(id);
    open?.span.end();
  }

  /** It is over when it is reported: the whole span is made at once. */
  #exchange({ at, ms = 0, cat, poi, sid, about, ok, bytes }: WireEntry): void {
    const fault = FAULT.test(ok) ? ok : undefined;
    const attributes = spanAttributes('tenderline exchange', {
      'tenderline.category': cat,
      'tenderline.poiid': poi,
      'tenderline.service_id': sid,
      'tenderline.result': ok,
      'tenderline.fault': fault,
      'tenderline.answer_bytes': bytes,
    });
    const parent = this.#contexts.get(about ?? sid) ?? ROOT_CONTEXT;
    const options = { kind: SpanKind.CLIENT, attributes, startTime: new Date(at - ms) };
    const span = this.#tracer.startSpan('tenderline exchange', options, parent);
    if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(new Date(at));
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
