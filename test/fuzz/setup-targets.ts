import { X509Certificate } from 'node:crypto';
import { fromText } from '../../adapters/journal/records.ts';
import { verifyIdentity } from '../../certs/identity.ts';
import { identifyFleetRoot, loadFleetRoot } from '../../certs/fleet-root.ts';
import { readAmount } from '../../cli/settings/requests/amount-option.ts';
import { parseConfig } from '../../cli/settings/config-file.ts';
import { readFault } from '../../cli/settings/simulator/fault-option.ts';
import { resolveSettings } from '../../cli/settings/settings.ts';
import { validatePassphrase, type PassphraseFault } from '../../crypto/index.ts';
import { TenderlineError } from '../../errors.ts';
import { compact, differentMembers, hiddenPasswords, readKey, readNexo } from '../../management/nexo.ts';
import { readJson } from '../../management/read-json.ts';
import { readProblem } from '../../management/read-problem.ts';
import { isObject } from '../../protocol/json.ts';
import { createFakeFleet } from '../../simulator/fleet/fleet.ts';
import { SECRET, type Target } from './target.ts';

const { rootPem } = await createFakeFleet();
const rootDer = new X509Certificate(rootPem).raw;

const CONFIG = {
  poiid: 'V400m-324688179',
  host: '192.168.1.31',
  port: 8443,
  environment: 'test',
  rootCertificate: 'root.pem',
  keyIdentifier: 'lane-key',
  keyVersion: 3,
  passphraseFile: SECRET,
  saleId: 'TILL-01',
  journal: './tenderline.db',
  responseTimeout: 0.5,
};

const NEXO = {
  encryptionKey: { identifier: 'lane-key', version: 3, passphrase: SECRET },
  displayUrls: { localUrls: [{ url: 'https://till.example:8443/', username: 't', password: '', encrypted: true }] },
  notification: { enabled: true },
};

const LANE = {
  name: 'lane-1',
  poiid: 'V400m-324688179',
  host: '127.0.0.1',
  sharedKeys: [{ keyIdentifier: 'lane-key', keyVersion: 3, passphraseFile: SECRET }],
};
const MANY = { saleId: 'TILL-01', terminals: [LANE] };

const RECORD = {
  version: 1,
  transaction: 'T1',
  seq: 0,
  atMs: 1,
  type: 'event',
  event: { type: 'link.written', atMs: 1 },
};

/** A sealed envelope with something in place of each byte: `<offset> <byte>` in the text says which. */
function withByte(text: string): Buffer {
  const [offset = 0, byte = 0] = (text.match(/\d{1,6}/g) ?? []).map(Number);
  const bytes = Buffer.from(rootDer);
  bytes[offset % bytes.length] = byte;
  return bytes;
}

export const SETUP_TARGETS: readonly Target[] = [
  {
    name: 'config-file',
    seeds: [CONFIG, { ...CONFIG, passphrase: SECRET }, MANY, { ...MANY, terminals: [{ ...LANE, passphrase: SECRET }] }],
    codes: /^ERR_CONFIG_(FILE|UNKNOWN|PASSPHRASE|SETTING)$/,
    run(_, text) {
      const members = parseConfig(text, 'tenderline.config.json');
      return resolveSettings({ flags: {}, env: {}, file: { name: 'tenderline.config.json', members } });
    },
  },
  {
    name: 'settings',
    seeds: ['8443', '0.5', 'test'],
    codes: /^ERR_CONFIG_SETTING$/,
    run(_, text) {
      const flags = { port: text, keyVersion: text, environment: text };
      const env = { TENDERLINE_RESPONSE_TIMEOUT: text, TENDERLINE_HOST: text, TENDERLINE_PORT: text };
      return [
        ...Object.entries(flags).map(([name, value]) =>
          settled(() => resolveSettings({ flags: { [name]: value }, env: {} })),
        ),
        ...Object.entries(env).map(([name, value]) =>
          settled(() => resolveSettings({ flags: {}, env: { [name]: value } })),
        ),
      ];
    },
  },
  {
    name: 'typed-amount',
    seeds: ['10.99', '0.10', '99999999.99', '1e3', '-1'],
    codes: /^ERR_INPUT_(AMOUNT|CURRENCY)$/,
    run: (_, text) => [
      settled(() => readAmount(text, 'EUR')),
      settled(() => readAmount('1', text)),
      readAmount(text, 'BHD'),
    ],
  },
  {
    name: 'fault-option',
    seeds: [
      { kind: 'dropAfterRead', category: 'Payment', times: 2 },
      { kind: 'httpStatus', status: 500, text: 'x' },
    ],
    codes: /^ERR_INPUT_FAULT$/,
    run: (_, text) => readFault(text),
  },
  { name: 'passphrase', seeds: [SECRET, 'short'], run: (_, text) => noSecret(validatePassphrase(text), text) },
  {
    name: 'fleet-root',
    seeds: [rootPem, ...Array.from({ length: 40 }, (_, index) => [index * 17, index * 31])],
    codes: /^ERR_CONFIG_ROOT$/,
    run(input, text) {
      // As text, as bytes, and as a certificate of which one byte is another.
      const inputs = [JSON.stringify(text) === text ? text : unescaped(text), input, withByte(text)];
      return inputs.flatMap((certificate) => [
        settled(() => loadFleetRoot(certificate, 'test', { allowOther: true })),
        settled(() => identifyFleetRoot(certificate)),
      ]);
    },
  },
  {
    name: 'identity',
    seeds: [
      'V400m-324688179.test.terminal.adyen.com',
      ['V400m-324688179.test.terminal.adyen.com'],
      'legacy-terminal-certificate.live.terminal.adyen.com',
    ],
    run(input, text) {
      const expected = { poiid: 'V400m-324688179', environment: 'test', allowLegacyCertificate: false } as const;
      const fault = verifyIdentity(text, expected);
      if (fault === undefined && text !== 'V400m-324688179.test.terminal.adyen.com')
        throw new Error('another name passes');
      return [
        fault,
        verifyIdentity(input, expected),
        verifyIdentity('x.test.terminal.adyen.com', { ...expected, poiid: text }),
      ];
    },
  },
  {
    name: 'management-answer',
    seeds: [
      NEXO,
      {
        errorCode: '00_422',
        detail: SECRET,
        requestId: 'Q1',
        invalidFields: [{ name: 'a', value: SECRET, message: 'b' }],
      },
    ],
    run(_, text) {
      const body = readJson(text);
      const nexo = isObject(body) ? body : {};
      const problem = readProblem({ status: 422, body, retryAfter: text }, (words) => words.replaceAll(SECRET, ''));
      if (problem.message.includes(SECRET) || problem.message.length > 10_000) throw new Error('a bad message');
      const names = [...hiddenPasswords(nexo), ...differentMembers(nexo, NEXO)];
      if (differentMembers(nexo, compact(nexo)).length > 0) throw new Error('what is empty makes a difference');
      return [readKey(readNexo({ nexo })), names, compact(nexo)];
    },
  },
  { name: 'journal-row', seeds: [RECORD], codes: /^ERR_JOURNAL_CORRUPT$/, run: (_, text) => fromText(text) },
];

/** What comes of it; an error of ours is thrown when nothing else is wrong, so that it is looked at as well. */
function settled(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof TenderlineError) return { code: error.code, message: error.message };
    throw error;
  }
}

function noSecret(fault: PassphraseFault | undefined, text: string): PassphraseFault | undefined {
  const reason = Object.values(fault ?? {}).join(' ');
  if (text.length > 5 && reason.includes(text)) throw new Error('the reason contains the passphrase');
  return fault;
}

function unescaped(text: string): string {
  return text.replaceAll('\\n', '\n').replaceAll('"', '');
}
