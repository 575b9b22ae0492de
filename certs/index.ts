export { issuerName, subjectName } from './common-name.ts';
export { findChainEnd, type ChainEnd } from './chain.ts';
export { identifyFleetRoot, loadFleetRoot, type FleetRoot, type LoadFleetRootOptions } from './fleet-root.ts';
export { verifyIdentity, type ExpectedTerminal, type IdentityFault } from './identity.ts';
export { publicAuthorityOf } from './signatures.ts';
export { FLEET_ROOT_PINS, FLEET_ROOT_SHA1, type Environment } from './pins.ts';
