/**
 * Watches whose the terminals are: what a server had when it was disturbed, and how long it took until another one had it, or it had it
 * again.
 *
 * @param now milliseconds
 */
export function watchTakeovers(now = () => performance.now()) {
  const owners = new Map();
  const happened = [];
  return {
    happened,
    ownsSome: ({ name }) => [...owners.values()].includes(name),
    /** A line of a server. */
    take(server, line) {
      if (line.type === 'ended') {
        for (const [poiid, name] of owners) if (name === server.name) owners.delete(poiid);
      }
      if (line.type !== 'owner') return;
      const { poiid, isSelf: isOurs = false } = line;
      if (isOurs) owners.set(poiid, server.name);
      else if (owners.get(poiid) === server.name) owners.delete(poiid);
      if (!isOurs) return;
      for (const one of happened) {
        if (!one.open.has(poiid) || (one.needsOther && server.name === one.server)) continue;
        one.open.delete(poiid);
        one.tookMs.push(now() - one.atMs);
      }
    },
    /** Something happens to a server: its terminals are to be taken over. @param isAlone nothing else goes wrong at that moment */
    begin(kind, server, isAlone) {
      // Who woke early enough has kept its terminals: that they change hands now has another cause.
      for (const one of isAlone ? happened : []) {
        one.kept += one.open.size;
        one.open.clear();
      }
      const isOfAll = kind === 'the database is restarted';
      const open = new Set([...owners].filter(([, name]) => isOfAll || name === server.name).map(([poiid]) => poiid));
      // What is stopped wakes without its terminals; what else is disturbed may take them again itself.
      const needsOther = kind === 'a server is stopped';
      happened.push({ kind, server: server.name, isAlone, atMs: now(), open, needsOther, kept: 0, tookMs: [] });
    },
  };
}

/** What of each kind there was, as lines of a table. */
export function takeoverTable(happened) {
  const kinds = [...new Set(happened.map(({ kind }) => kind))].toSorted((a, b) => a.localeCompare(b));
  const rows = kinds.map((kind) => {
    const all = happened.filter((one) => one.kind === kind);
    const times = all.flatMap(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
    const longest = (some) => seconds(Math.max(...some.flatMap(({ tookMs }) => tookMs)));
    const kept = all.reduce((sum, { open, kept: ofThis }) => sum + ofThis + open.size, 0);
    const alone = all.filter(({ isAlone }) => isAlone);
    return [kind, all.length, times.length, seconds(times[times.length >> 1]), longest(alone), longest(all), kept].map(
      String,
    );
  });
  const table = [
    ['what happens', 'times', 'terminals taken over', 'median', 'longest alone', 'longest', 'kept'],
    ...rows,
  ];
  const widths = table[0].map((_, column) => Math.max(...table.map((cells) => cells[column].length)));
  return table
    .map((cells) =>
      cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
    )
    .join('\n');
}

function seconds(ms) {
  return ms === undefined || !Number.isFinite(ms) ? '-' : `${(ms / 1000).toFixed(1)} s`;
}
