import { describe, expect, it } from 'vitest';
import { loginRequest, logoutRequest, readLogin } from '../../../../../protocol/messages/session/login.ts';

const context = {
  atMs: Date.parse('2026-05-04T08:00:00Z'),
  software: { manufacturer: 'Acme', name: 'Till', version: '1.2' },
};

describe('a Login', () => {
  it('carries language, software and the defaults of later requests', () => {
    expect(loginRequest({ operatorLanguage: 'en', operatorId: 'ann', totalsGroupId: 'FRONT' }, context)).toEqual({
      DateTime: '2026-05-04T08:00:00.000Z',
      OperatorLanguage: 'en',
      SaleSoftware: {
        ManufacturerID: 'Acme',
        ApplicationName: 'Till',
        SoftwareVersion: '1.2',
        CertificationCode: 'none',
      },
      OperatorID: 'ann',
      SaleTerminalData: { TotalsGroupID: 'FRONT' },
    });
  });

  it.each([
    [{ operatorLanguage: 'EN' }, 'operatorLanguage'],
    [{ operatorLanguage: 'en', totalsGroupId: 'a group of seventeen' }, 'totalsGroupId'],
  ])('refuses %j', (input, path) => {
    expect(() => loginRequest(input, context)).toThrow(expect.objectContaining({ code: 'ERR_INPUT_LOGIN', path }));
  });

  it('is answered with the software and the clock of the terminal', () => {
    const POISoftware = { ManufacturerID: 'Adyen', ApplicationName: 'demo', SoftwareVersion: 9 };
    const POISystemData = { DateTime: '2026-05-04T08:00:01Z', POISoftware };
    expect(readLogin({ Response: { Result: 'Success' }, POISystemData })).toEqual({
      ok: true,
      dateTime: '2026-05-04T08:00:01Z',
      software: { manufacturer: 'Adyen', name: 'demo', version: '9' },
    });
  });
});

describe('a Logout', () => {
  it('does not allow maintenance', () => {
    expect(logoutRequest()).toEqual({ MaintenanceAllowed: false });
    expect(readLogin({ Response: { Result: 'Failure', ErrorCondition: 'LoggedOut' } })).toEqual({
      ok: false,
      errorCondition: 'LoggedOut',
    });
    expect(readLogin(7)).toBeUndefined();
  });
});
