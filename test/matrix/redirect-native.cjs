// Loaded before everything else, in threads and child processes too (NODE_OPTIONS): better-sqlite3 gets the native part that fits.
const load = process.dlopen.bind(process);
const native = process.env.TENDERLINE_TEST_NATIVE;

process.dlopen = (module, file, ...flags) =>
  load(module, native && file.endsWith('better_sqlite3.node') ? native : file, ...flags);
