import { z } from 'zod';

/** RFC 9457, with the code of the library or of the gateway. */
export const ProblemSchema = z
  .object({
    type: z.string().describe('urn:tenderline:problem: and the code'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('stable: match on it'),
    detail: z.string().describe('in one line, for people and logs'),
    path: z.string().describe('what is wrong, as the caller wrote it').exactOptional(),
    expected: z.string().exactOptional(),
    found: z.string().exactOptional(),
    advice: z.string().describe('how to correct it').exactOptional(),
    owner: z.string().describe('the server that has the terminal').exactOptional(),
    url: z.string().describe('where that server is reached').exactOptional(),
  })
  .meta({ id: 'Problem' });
