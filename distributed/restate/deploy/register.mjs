// Tells the servers where the workers are: `node register.mjs ADMIN URL`.
import { registerWorker } from '@tenderline/restate';

const [admin, url] = process.argv.slice(2);
await registerWorker(admin, url);
console.log(`${admin} knows ${url}`);
