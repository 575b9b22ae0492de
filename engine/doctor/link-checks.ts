import type { Handshake, Probe, Step, TcpOpened } from '../../adapters/probe/probe.types.ts';
import { formatValue } from '../../errors.ts';
import { fail, pass, type OpenFinding } from './check.ts';

const ON_AND_ADDRESS =
  'check that the terminal is on, and that the address is the one it displays; reserve that address for it in the router (DHCP)';
const OPEN_PORT =
  'let this machine reach the terminal on tcp/8443: firewall, VLAN, isolation of Wi-Fi clients; or the terminal left the network (on cellular)';

const TCP_REASONS: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ECONNREFUSED: ['refuses the connection: no terminal listens there, or it is starting', ON_AND_ADDRESS],
  ETIMEDOUT: ['does not answer: it is off, somewhere else, or a firewall drops the connection', OPEN_PORT],
  EHOSTUNREACH: ['cannot be reached: there is no way to that address', OPEN_PORT],
  ENETUNREACH: ['cannot be reached: this machine has no way to that network', OPEN_PORT],
  EHOSTDOWN: ['does not answer: no device has that address', ON_AND_ADDRESS],
};

export function checkName({ addresses }: Probe, host: string): OpenFinding {
  if (!addresses.ok) {
    const remedy =
      'give the IP address of the terminal, or add the name to the DNS of the shop; a POIID is no host name';
    return fail(`the name ${formatValue(host)} cannot be resolved (${addresses.code})`, remedy);
  }
  const [first = host] = addresses.value;
  if (first === host) return pass(`${host} is an address`);
  return pass(`${formatValue(host)} is ${addresses.value.join(', ')}`);
}

export function checkTcp(tcp: Step<TcpOpened>, host: string, port: number): OpenFinding {
  if (tcp.ok) return pass(`${tcp.value.address} takes connections on port ${port} (${tcp.value.ms} ms)`);
  const [reason, remedy] = TCP_REASONS[tcp.code] ?? ['cannot be connected to', OPEN_PORT];
  return fail(`${host}, port ${port}, ${reason} (${tcp.message})`, remedy);
}

const NO_COMMON_VERSION = /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE/;
const NO_COMMON_CIPHER = /HANDSHAKE_FAILURE|NO_SHARED_CIPHER|INSUFFICIENT_SECURITY/;
const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|BAD_RECORD_TYPE|UNEXPECTED_MESSAGE/;
const OTHER_ADDRESS = 'check the address and the port: those of a terminal, port 8443';

export function checkTls(tls: Step<Handshake>, port: number): OpenFinding {
  if (tls.ok) return pass(`${tls.value.protocol}, ${tls.value.cipher}`);
  const { code } = tls;
  if (NO_COMMON_VERSION.test(code)) {
    return fail(
      `it speaks no TLS version from 1.2 (${code})`,
      'update the software of the terminal: from 1.81 it speaks TLS 1.2',
      'at the terminal',
    );
  }
  if (NO_COMMON_CIPHER.test(code)) {
    return fail(
      `it shares no cipher with this machine (${code})`,
      'update the software of the terminal',
      'at the terminal',
    );
  }
  if (NOT_TLS.test(code)) {
    return fail(
      `it is not a terminal: port ${port} answers without TLS, as a plain HTTP or an SSH server does (${code})`,
      OTHER_ADDRESS,
    );
  }
  if (code === 'ETIMEDOUT') {
    return fail(
      'it takes the connection and says nothing: it is not a terminal, or a box between drops TLS',
      OTHER_ADDRESS,
    );
  }
  if (code === 'ECONNRESET') {
    return fail(
      'the connection is closed during the TLS handshake: it is not a terminal, or a firewall ends TLS',
      `${OTHER_ADDRESS}; exempt the terminal from inspection`,
    );
  }
  return fail(`the TLS handshake failed (${code})`, OTHER_ADDRESS);
}
