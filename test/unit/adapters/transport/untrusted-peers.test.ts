import { describe, expect, it } from 'vitest';
import { deliveryOf } from '../../../../protocol/faults.ts';
import type { LeafRequest } from '../../../../simulator/fleet/fleet.ts';
import { oddLeaf } from '../../../support/wire/odd-leaf.ts';
import { tlsServer } from '../../../support/wire/tls-server.ts';
import { codeOf, POIID, post, useTransports } from './transport-bench.ts';

const { fleet, keep, stranger, tcpServer, terminal, transportTo } = useTransports();

describe('a peer that is not the terminal', () => {
  it.each<[string, LeafRequest, string]>([
    ['self-signed', { poiid: POIID, selfSigned: true }, 'ERR_TLS_SELF_SIGNED'],
    ['expired', { poiid: POIID, validity: 'expired' }, 'ERR_TLS_EXPIRED'],
    ['not yet valid', { poiid: POIID, validity: 'notYetValid' }, 'ERR_TLS_NOT_YET_VALID'],
    ['of another terminal', { poiid: 'V400m-324688170' }, 'ERR_IDENTITY_POIID'],
    ['of a live terminal', { poiid: POIID, environment: 'live' }, 'ERR_IDENTITY_ENVIRONMENT'],
    ['the legacy one', { legacy: true }, 'ERR_IDENTITY_LEGACY'],
    ['of no terminal', { commonName: 'example.com' }, 'ERR_IDENTITY_NAME'],
    ['without its intermediate', { poiid: POIID, withoutIntermediate: true }, 'ERR_TLS_INTERMEDIATE'],
  ])('is sent nothing when its certificate is %s', async (_, leaf, code) => {
    const server = await terminal(leaf);
    const result = await post(transportTo(server.port));
    expect(codeOf(result)).toBe(code);
    expect(deliveryOf(codeOf(result))).toBe('notSent');
    expect(server.bytesReceived()).toBe(0);
  });

  it.each([
    ['demands what we do not understand', { critical: true }],
    ['has no name', { commonName: '' }],
  ])('is sent nothing when its certificate %s', async (_, oddity) => {
    const server = await tlsServer(await oddLeaf(fleet(), { poiid: POIID, ...oddity }), (_request, response) =>
      response.end(),
    );
    keep(server);
    const result = await post(transportTo(server.port));
    expect(codeOf(result)).toBe('critical' in oddity ? 'ERR_TLS_CERTIFICATE' : 'ERR_IDENTITY_NAME');
    expect(server.bytesReceived()).toBe(0);
  });

  it('is sent nothing when it speaks before it is asked', async () => {
    const server = await terminal({ poiid: POIID }, undefined, { maxVersion: 'TLSv1.2' });
    server.onConnection((socket) => socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'));
    expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_TLS_HANDSHAKE');
    expect(server.bytesReceived()).toBe(0);
  });

  it('is sent nothing when its certificate comes from another root', async () => {
    const server = await terminal({ poiid: POIID }, undefined, {}, stranger());
    expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_TLS_ROOT');
    expect(server.bytesReceived()).toBe(0);
  });

  it('is sent nothing when it brings its own root along', async () => {
    const { chainPem, keyPem } = await stranger().issue({ poiid: POIID });
    const server = await terminal({ poiid: POIID }, undefined, { cert: chainPem + stranger().rootPem, key: keyPem });
    expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_TLS_ROOT');
    expect(server.bytesReceived()).toBe(0);
  });

  it('is sent nothing when it speaks TLS 1.1 at most', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const server = await terminal({ poiid: POIID }, undefined, old);
    expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_TLS_PROTOCOL');
    expect(server.bytesReceived()).toBe(0);
  });

  it('is sent nothing even when the environment of the process switches verification off', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const server = await terminal({ poiid: POIID }, undefined, {}, stranger());
      expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_TLS_ROOT');
      expect(server.bytesReceived()).toBe(0);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('is sent nothing when it speaks no TLS, or nothing at all', async () => {
    const plain = await tcpServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    expect(codeOf(await post(transportTo(plain)))).toBe('ERR_TLS_HANDSHAKE');
    const mute = await tcpServer(() => {});
    expect(codeOf(await post(transportTo(mute, { connectTimeoutMs: 1 })))).toBe('ERR_LINK_CONNECT_TIMEOUT');
  });

  it('is not there: refused, unknown by name', async () => {
    const server = await terminal();
    await server.close();
    expect(codeOf(await post(transportTo(server.port)))).toBe('ERR_LINK_REFUSED');
    expect(codeOf(await post(transportTo(8443, { host: 'no-such-terminal.invalid' })))).toBe('ERR_LINK_NAME');
  });
});
