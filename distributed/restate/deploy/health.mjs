// Whether the worker at a port of this machine answers: `node health.mjs PORT`. Workers speak HTTP/2 alone.
import { connect } from 'node:http2';

const session = connect(`http://127.0.0.1:${process.argv[2]}`);
session.on('error', () => process.exit(1));
session.setTimeout(2_000, () => process.exit(1));
session.request({ ':path': '/health' }).on('response', (headers) => process.exit(headers[':status'] === 200 ? 0 : 1));
