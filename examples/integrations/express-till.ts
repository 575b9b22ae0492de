/**
 * A till as a web server: Express 5 starts payments, and streams what happens to a page as server-sent events. The id comes from the page,
 * which keeps it: the same POST sent again is the same payment. The terminal reports the shopper's steps to the same server.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createEngine, displayMessage, InputError, outcomeToJson } from 'tenderline';
import { nodeHttpListener } from 'tenderline/adapters';
import { startTestTerminal } from 'tenderline/testing';

const shop = await startTestTerminal({ timeScale: 0.5 });
const engine = await createEngine(shop.engineOptions);
const { poiid } = shop.terminal;
const page = readFileSync(new URL('express-till.html', import.meta.url), 'utf8');

const app = express();
const credentials = { username: 'term', password: 'a password of the shop' };
// Ahead of every body parser: the handler reads the body itself.
app.all('/notifications', nodeHttpListener(engine.notificationHandler({ credentials })));

app.get('/', (_request, response) => void response.type('html').send(page));

app.post('/payments/:id', express.json(), (request, response) => {
  const { value } = request.body as { value: number };
  const { id } = request.params;
  try {
    const { state } = engine.pay({ id, poiid, amount: { currency: 'EUR', value }, reference: id });
    response.status(202).json({ id, state: state.state });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    response.status(400).json({ code: error.code, message: error.message });
  }
});

app.post('/payments/:id/abort', async (request, response) => {
  const payment = await engine.find(request.params.id);
  payment?.abort(); // asks the terminal to stop; the outcome says which came first
  response.status(payment === undefined ? 404 : 202).end();
});

/** Each state and each step of the shopper. A page that connects again gets what is true now, and goes on. */
app.get('/payments/:id/events', async (request, response) => {
  const payment = await engine.find(request.params.id);
  if (payment === undefined) return void response.status(404).end();
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const send = (event: string, data: object) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const display = payment.display$.subscribe(({ event }) => send('display', { text: displayMessage(event, 'en') }));
  const states = payment.state$.subscribe({
    next: ({ state, outcome }) => {
      if (outcome === undefined) send('state', { state });
      else send('outcome', outcomeToJson(outcome)); // no card number, no body of a message
    },
    complete: () => response.end(),
  });
  response.on('close', () => {
    display.unsubscribe();
    states.unsubscribe();
  });
});

const server = app.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  shop.terminal.configure({ displayUrls: [{ url: `${address}/notifications`, ...credentials, encrypted: true }] });
  console.log(address);
});

process.once('SIGTERM', () => {
  server.close();
  void engine.close().then(() => shop.close()); // what is open is resumed at the next start, from a journal
});
