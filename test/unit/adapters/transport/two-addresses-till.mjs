// A till in a process of its own, which sends one request to a terminal whose name has several addresses: a fault in the handling of
// sockets would end the process. Argument: a JSON object. It prints the result, and whether the request was reported as written.
import { undiciTransport } from '../../../../dist/adapters/index.js';
import { loadFleetRoot } from '../../../../dist/certs/index.js';

const { rootPem, poiid, port, addresses, connectTimeoutMs } = JSON.parse(process.argv[2]);
const transport = undiciTransport(
  { poiid, host: 'terminal.test', port, allowLegacyCertificate: false },
  {
    fleetRoot: loadFleetRoot(rootPem, 'test', { allowOther: true }),
    connectTimeoutMs,
    lookup: (_name, _options, callback) => callback(null, addresses),
  },
);
let written = 0;
const result = await transport.post({
  body: Buffer.from('{"a":1}'),
  signal: new AbortController().signal,
  onWritten: () => (written += 1),
});
const { kind, status, failure } = result;
process.stdout.write(JSON.stringify({ kind, status, code: failure?.code, written }));
