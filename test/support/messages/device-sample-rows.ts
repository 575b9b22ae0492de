import {
  displayRequest,
  enableServiceRequest,
  inputRequest,
  loginRequest,
  printRequest,
  soundRequest,
} from '../../../protocol/index.ts';

const eightOClock = Date.parse('2026-05-04T08:00:00Z');

/** The samples of the reference for the terminal's screen, printer and person, each as our builders make it. */
export const DEVICE_REQUESTS: readonly (readonly [title: string, built: object])[] = [
  [
    'terminal-api.md LoginRequest 0',
    loginRequest(
      { operatorLanguage: 'en' },
      {
        atMs: Date.parse('2026-05-04T06:00:00Z'),
        software: { manufacturer: 'acme', name: 'tillapp', version: '1.0.0' },
      },
    ),
  ],
  [
    'devices.md LoginRequest 0',
    loginRequest(
      { operatorLanguage: 'en', totalsGroupId: 'FRONT' },
      { atMs: eightOClock, software: { manufacturer: 'Acme', name: 'Till', version: '1.2' } },
    ),
  ],
  ['terminal-api.md DisplayRequest 0', displayRequest({ lines: ['Welcome'] })],
  [
    'devices.md DisplayRequest 0',
    displayRequest({ qrCode: 'https://shop.example/j/42', header: 'Scan to join', minimumSeconds: 90 }),
  ],
  [
    'devices.md InputRequest 0',
    inputRequest({ command: 'GetMenuEntry', question: 'Which drink?', entries: ['Tea', 'Water'], maxSeconds: 45 }),
  ],
  [
    'terminal-api.md PrintRequest 0',
    printRequest({ lines: [{ text: 'Order 42', style: 'Bold', alignment: 'Centred', endOfLine: true }] }),
  ],
  [
    'devices.md PrintRequest 0',
    printRequest({
      lines: [
        { text: 'Table 7', style: 'Bold', height: 'DoubleHeight', width: 'DoubleWidth', alignment: 'Centred' },
        { text: 'Tea', alignment: 'Left', endOfLine: false },
        { text: '2.40', alignment: 'Right', endOfLine: true },
      ],
    }),
  ],
  ['devices.md PrintRequest 1', printRequest({ qrCode: 'https://shop.example/r/42' })],
  ['terminal-api.md EnableServiceRequest 0', enableServiceRequest({ lines: ['Thank you'] })],
  [
    'devices.md EnableServiceRequest 0',
    enableServiceRequest({ lines: ['Welcome back', '120 points'], icon: 'AcceptedAnimated' }),
  ],
  ['devices.md SoundRequest 0', soundRequest({ action: 'StartSound', referenceId: 'beep', volume: 60 })],
];
