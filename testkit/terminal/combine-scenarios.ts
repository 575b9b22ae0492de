import { InputError, formatValue } from '../../errors.ts';
import type { Scenario } from './scenarios.ts';

/** Several scenarios of the same transaction, in one. @throws {InputError} `ERR_INPUT_SCENARIO` when two exclude each other, or one is none */
export function combineScenarios(scenarios: readonly Scenario[]): Scenario {
  return scenarios.reduce<Scenario>((one, other) => {
    if (typeof other !== 'object' || other === null) {
      throw new InputError('ERR_INPUT_SCENARIO', {
        path: 'next',
        expected: 'a scenario such as declines()',
        found: typeof other === 'function' ? 'a function that was not called' : formatValue(other),
      });
    }
    if (one.fault !== undefined && other.fault !== undefined) {
      throw new InputError('ERR_INPUT_SCENARIO', {
        path: 'next',
        expected: 'one fault for one transaction',
        found: `${one.fault.kind} and ${other.fault.kind}`,
        advice: 'the scenario of the next transaction belongs in another call',
      });
    }
    return { ...one, ...other, shopper: { ...one.shopper, ...other.shopper } };
  }, {});
}
