export function eventsPage(tables: Readonly<Record<string, object>>): string;
