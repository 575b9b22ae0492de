// A terminal that answers at once, in a process of its own: TLS by Node, bare crypto, no state. One server stands for as many terminals as
// a benchmark wants, with the legacy certificate, which names none.
// Environment: CERTIFICATE (JSON: key, cert), HOLD_MS until a payment is answered.
import { createServer } from 'node:https';
import { approvalOf, fromWire, toWire } from '../lib/nexo.mjs';

const holdMs = Number(process.env.HOLD_MS ?? 0);
const counts = { connections: 0, requests: 0 };

const server = createServer({ ...JSON.parse(process.env.CERTIFICATE), keepAlive: true }, (request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    counts.requests += 1;
    const message = fromWire('SaleToPOIRequest', Buffer.concat(chunks).toString());
    const answer = () => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(toWire('SaleToPOIResponse', approvalOf(message)));
    };
    if (holdMs > 0 && message.MessageHeader.MessageCategory === 'Payment') setTimeout(answer, holdMs);
    else answer();
  });
});
server.on('secureConnection', () => (counts.connections += 1));
server.keepAliveTimeout = 60_000;
// As many as a burst opens at once.
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => process.send({ port: server.address().port }));
process.on('message', () => process.send({ counts: { ...counts } }));
process.on('disconnect', () => process.exit());
