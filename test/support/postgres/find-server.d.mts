export function findPostgres(): string | undefined;
export function unprivileged(): { readonly uid: string; readonly gid: string };
