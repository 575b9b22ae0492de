import { describe, expect, it } from 'vitest';
import { formatDiagnosis } from '../../../../cli/commands/format-diagnosis.ts';
import { failure } from '../../../../protocol/faults.ts';
import { readDiagnosis } from '../../../../protocol/messages/diagnosis.ts';

const read = (body: object) => {
  const diagnosis = readDiagnosis({ Response: { Result: 'Success' }, ...body });
  if (diagnosis === undefined) throw new Error('a diagnosis');
  return formatDiagnosis({ kind: 'answered', ...diagnosis }, 'V400m-324688179').join('\n');
};

describe('the condition of a terminal, in words', () => {
  it('says that the platform is not reached, the paper out, the battery low, and payments unconfirmed', () => {
    const text = read({
      Response: { Result: 'Success', AdditionalResponse: 'batteryLevel=4%25&unconfirmedBatchCount=3' },
      POIStatus: { CommunicationOKFlag: true, PrinterStatus: 'NoPaper', GlobalStatus: 'OK' },
      HostStatus: [{ IsReachableFlag: false, AcquirerID: '0' }],
    });
    expect(text).toContain('is well, but does not reach the platform');
    expect(text).toMatch(/platform +not reached/);
    expect(text).toMatch(/printer +out of paper/);
    expect(text).toMatch(/battery +4 %: low/);
    expect(text).toMatch(/unconfirmed +3 payments taken offline, not confirmed/);
  });

  it('says of a terminal in order that it is well', () => {
    const text = read({
      Response: { Result: 'Success', AdditionalResponse: 'batteryLevel=81%25&unconfirmedBatchCount=0&firmware=1.2' },
      POIStatus: { CommunicationOKFlag: true, PrinterStatus: 'OK', GlobalStatus: 'OK' },
    });
    expect(text).toMatch(/and is well$/m);
    expect(text).toMatch(/platform +reached/);
    expect(text).toMatch(/battery +81 %$/m);
    expect(text).toMatch(/unconfirmed +no payments/);
    expect(text).toMatch(/firmware +1\.2/);
  });

  it('does not claim what the terminal did not report', () => {
    expect(read({})).toBe('V400m-324688179 answers, with the right certificate and key, and is well');
  });

  it('has the words of a terminal that refuses', () => {
    const Response = { Result: 'Failure', ErrorCondition: 'Busy', AdditionalResponse: 'message=ADMIN_MENU' };
    expect(read({ Response })).toMatch(/is not ready[^]*condition +Busy[^]*terminal says +ADMIN_MENU/);
  });

  it('shows no control character of the terminal', () => {
    expect(
      read({ Response: { Result: 'Success', AdditionalResponse: 'batteryLevel=x&odd%0aname=%1b[2J' } }),
    ).not.toMatch(/\p{Cc}\[2J/u);
  });

  it('is the fault when there is no answer', () => {
    const text = formatDiagnosis({ kind: 'noAnswer', failure: failure('ERR_LINK_REFUSED') }, 'V400m').join('\n');
    expect(text).toContain('ERR_LINK_REFUSED');
  });
});
