/** Only the right terminal, and what a broken connection means. */
export const LINK = [
  {
    name: 'a fault that is not listed counts as not sent',
    danger: 'a payment that may have been made is reported as not charged',
    find: `FAULTS[code].delivery : 'maybeSent';`,
    replace: `FAULTS[code].delivery : 'notSent';`,
  },
  {
    name: 'a reset while the answer is awaited counts as not sent',
    danger: 'a payment that may have been made is reported as not charged',
    find: `  ECONNRESET: 'ERR_LINK_RESET',`,
    replace: `  ECONNRESET: 'ERR_LINK_CONNECT',`,
  },
  {
    name: 'a connection that fails in an unknown way counts as not sent',
    danger: 'a payment that may have been made is reported as not charged',
    find: `    ERR_LINK_LOST: [`,
    replace: `  }),
  ...notSent('link', 'mayRetry', {
    ERR_LINK_LOST: [`,
  },
  {
    name: 'a wait that is given up counts as not sent',
    danger: 'a payment that may have been made is reported as not charged',
    find: `    ERR_LINK_ABANDONED: [`,
    replace: `  }),
  ...notSent('link', 'mayRetry', {
    ERR_LINK_ABANDONED: [`,
  },
  {
    name: 'no byte of a request ever counts as sent',
    danger: 'a payment that may have been made is reported as not charged',
    find: `    progress = 'writing';
    yield body;`,
    replace: `    yield body;`,
  },
  {
    name: 'TLS starts on a connection that is still being made',
    danger: 'a name with two addresses whose first one is dead ends the process',
    find: `    raw
      .on('error', fail)
      .once('connect', () => {`,
    replace: `    startTls();
    raw
      .on('error', fail)
      .once('ready', () => {
        if (secure !== undefined) return;`,
  },
  {
    name: 'a certificate that chains to no root is taken',
    danger: 'the shopper pays at the terminal of a stranger',
    find: `rejectUnauthorized: true,`,
    replace: `rejectUnauthorized: false,`,
  },
  {
    name: 'whose certificate it is does not matter',
    danger: 'the shopper of another till pays',
    find: 'const refused = refusal(certificate, { ...terminal, environment: fleetRoot.environment });',
    replace: 'const refused = undefined;',
  },
  {
    name: 'the POIID of a certificate is not compared',
    danger: 'the shopper of another till pays',
    find: `return name === poiid ? undefined : fault('ERR_IDENTITY_POIID', 'another terminal answers');`,
    replace: `return undefined;`,
  },
  {
    name: 'the environment of a certificate is not compared',
    danger: 'a live payment goes to a test terminal: goods for nothing',
    find: `if (suffix !== environment) {`,
    replace: `if (suffix === undefined) {`,
  },
  {
    name: 'the certificate that old terminals share is always taken',
    danger: 'it does not say which terminal it is',
    find: `if (allowLegacyCertificate) return undefined;`,
    replace: `return undefined;`,
  },
  {
    name: 'live takes a root that is not pinned',
    danger: 'whoever can write a file chooses the terminals',
    find: "if (environment === 'live') throw refused(expected, `another root, which live never takes: ${description}`);",
    replace: '',
  },
  {
    name: 'a root that is not pinned is taken without a word',
    danger: 'whoever can write a file chooses the terminals',
    find: 'if (!allowOther) throw refused(expected, `another root: ${description}`);',
    replace: '',
  },
  {
    name: 'a terminal that is silent keeps its place among those that connect',
    danger: 'four dead terminals keep every other one from being paid on, stopped or asked about',
    find: 'const timer = setTimeout(giveBack, PATIENCE_MS);',
    replace: 'const timer = setTimeout(giveBack, PATIENCE_MS * 2000);',
  },
  {
    name: 'a connection that is closed while it waits for its handshake is waited for',
    danger: 'a payment that was never sent stays open for minutes, and is reported as unknown',
    find: `if (secure === undefined) reject(errorOf('ECONNRESET', 'closed'));`,
    replace: ``,
  },
  {
    name: 'a transport that throws never sent anything',
    danger: 'a payment that may have been made is reported as not charged',
    in: 'post',
    find: 'resolve(isTransportResult(result) ? result : LOST);',
    replace:
      "resolve(isTransportResult(result) ? result : { kind: 'failed', failure: failure('ERR_LINK_CANCELLED') });",
  },
  {
    name: 'what is overdue was never sent',
    danger: 'a payment that may have been made is reported as not charged',
    in: 'overdue',
    find: `deliveryOf(given.code) === 'notSent' ?`,
    replace: `deliveryOf(given.code) !== '' as string ?`,
  },
];
