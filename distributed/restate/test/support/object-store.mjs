// The object store of a cluster, in memory: as much of S3 as a Restate server needs for its snapshots. It looks at who calls, not at the signature.
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Who may call. */
export const ACCESS_KEY = 'THE-TEST';

export async function openObjectStore() {
  /** By `bucket/key`. */
  const objects = new Map();
  /** The parts of the objects that are being uploaded, by the id of the upload. */
  const uploads = new Map();

  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function handle(request, response) {
    const { pathname, searchParams: query } = new URL(request.url, 'http://localhost');
    const body = Buffer.concat(await request.toArray());
    const asked = { path: decodeURIComponent(pathname).slice(1), query, headers: request.headers, body };
    const isKnown = request.headers.authorization?.includes(`Credential=${ACCESS_KEY}/`);
    const answer = isKnown ? (ANSWERS[request.method]?.(asked) ?? { status: 405 }) : { status: 403 };
    response.writeHead(answer.status, answer.headers);
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  const ANSWERS = {
    PUT({ path, query, headers, body }) {
      const upload = uploads.get(query.get('uploadId'));
      if (upload !== undefined) {
        upload[Number(query.get('partNumber')) - 1] = body;
        return { status: 200, headers: { etag: etagOf(body) } };
      }
      return put(path, headers, body);
    },
    POST({ path, query, headers }) {
      if (query.has('uploads')) {
        const id = randomUUID();
        uploads.set(id, []);
        return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
      }
      const upload = uploads.get(query.get('uploadId'));
      if (upload === undefined) return { status: 501 };
      uploads.delete(query.get('uploadId'));
      const { status, headers: said } = put(path, headers, Buffer.concat(upload));
      const result = `<CompleteMultipartUploadResult><ETag>${said.etag}</ETag></CompleteMultipartUploadResult>`;
      return { ...xml(result), status };
    },
    GET({ path, query, headers }) {
      if (query.has('list-type')) return list(path, query.get('prefix') ?? '');
      return get(path, headers);
    },
    HEAD: ({ path, headers }) => get(path, headers),
    DELETE({ path, query }) {
      if (query.has('uploadId')) uploads.delete(query.get('uploadId'));
      else objects.delete(path);
      return { status: 204 };
    },
  };

  /** A writer that read an older version loses: on that two nodes rely that upload a snapshot of the same partition. */
  function put(path, headers, body) {
    const etag = objects.has(path) ? etagOf(objects.get(path)) : undefined;
    const isStale = headers['if-match'] !== undefined && headers['if-match'] !== etag;
    if (isStale || (headers['if-none-match'] === '*' && etag !== undefined)) return { status: 412, headers: {} };
    objects.set(path, body);
    return { status: 200, headers: { etag: etagOf(body) } };
  }

  function get(path, { range }) {
    const body = objects.get(path);
    if (body === undefined) return { ...xml('<Error><Code>NoSuchKey</Code></Error>'), status: 404 };
    const headers = { etag: etagOf(body), 'last-modified': new Date().toUTCString() };
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
    const part = first === undefined ? body : body.subarray(Number(first), last === '' ? undefined : Number(last) + 1);
    headers['content-length'] = part.length;
    if (first === undefined) return { status: 200, headers, body };
    headers['content-range'] = `bytes ${first}-${Number(first) + part.length - 1}/${body.length}`;
    return { status: 206, headers, body: part };
  }

  function list(bucket, prefix) {
    const found = [...objects].filter(([path]) => path.startsWith(`${bucket}/${prefix}`));
    const contents = found.map(([path, body]) => {
      const key = path.slice(bucket.length + 1);
      const about = `<Size>${body.length}</Size><LastModified>${new Date().toISOString()}</LastModified>`;
      return `<Contents><Key>${key}</Key>${about}<ETag>${etagOf(body)}</ETag></Contents>`;
    });
    return xml(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`);
  }

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** The paths of what is stored. */
    paths: () => [...objects.keys()],
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const etagOf = (body) => `"${createHash('md5').update(body).digest('hex')}"`;
const xml = (body) => ({ status: 200, headers: { 'content-type': 'application/xml' }, body });
