export { identifyFleetRoot, loadFleetRoot, type FleetRoot, type LoadFleetRootOptions } from './fleet-root.ts';
export { verifyIdentity, type ExpectedTerminal, type IdentityFault } from './identity.ts';
export { FLEET_ROOT_PINS, type Environment } from './pins.ts';
