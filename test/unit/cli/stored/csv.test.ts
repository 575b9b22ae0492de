import { describe, expect, it } from 'vitest';
import { csvField } from '../../../../cli/stored/csv.ts';

describe('a field of comma-separated values', () => {
  it.each([
    [undefined, ''],
    [-5, '-5'],
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-1', "'-1"],
    ['@cmd', "'@cmd"],
    ['\tx', "'\tx"],
    ['\r=1', `"'\r=1"`],
    ['\uFF1D1', "'\uFF1D1"],
    ['=a,"b"', `"'=a,""b"""`],
    ['a=1', 'a=1'],
  ])('of %j is %j', (value, field) => {
    expect(csvField(value)).toBe(field);
  });
});
