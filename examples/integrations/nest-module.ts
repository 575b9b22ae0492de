/**
 * A NestJS module: one engine for the application, made before it starts and closed when it ends. Decorators are called as functions, so
 * that it needs no compiler option and no metadata; in a project that has `experimentalDecorators` they can be written with an `@`.
 */
import 'reflect-metadata'; // oxlint-disable-line import/no-unassigned-import -- Nest wants it first
import { Inject, Injectable, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createEngine, type Engine, type EngineOptions, type Outcome, type Unresolved } from 'tenderline';
import { startTestTerminal } from 'tenderline/testing';

const ENGINE = Symbol('the engine of tenderline');

/** What the rest of the application sees of payments. */
class Payments implements OnApplicationShutdown {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The same order is the same payment, and is sent once. `unresolved` after a minute: call again, never with another id. */
  pay(order: string, poiid: string, value: number): Promise<Outcome | Unresolved> {
    const payment = this.#engine.pay({ id: order, poiid, amount: { currency: 'EUR', value }, reference: order });
    return payment.outcome(60_000);
  }

  onApplicationShutdown(): Promise<void> {
    return this.#engine.close();
  }
}
Injectable()(Payments);
Inject(ENGINE)(Payments, undefined, 0); // the first parameter of the constructor

const TenderlineModule = {
  forRoot: (options: EngineOptions): DynamicModule => ({
    module: class PaymentsModule {}, // oxlint-disable-line no-extraneous-class
    // Nest waits for it: a till with a wrong configuration does not start.
    providers: [{ provide: ENGINE, useFactory: () => createEngine(options) }, Payments],
    exports: [Payments],
  }),
};

const shop = await startTestTerminal();

class AppModule {} // oxlint-disable-line no-extraneous-class -- a module of Nest is a class
Module({ imports: [TenderlineModule.forRoot(shop.engineOptions)] })(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
app.enableShutdownHooks();

const { kind, charged } = await app.get(Payments).pay('ORDER-1', shop.terminal.poiid, 1099);
console.log(kind, `charged: ${charged}`);

await app.close();
await shop.close();
