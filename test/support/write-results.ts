// An instrument's program as far as its database goes: `node write-results.ts FILE BARCODE…` writes one result a barcode, in
// transactions that stay open for a moment, and prints a line once the table is there.
import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3-multiple-ciphers';

const [path = '', ...barcodes] = process.argv.slice(2);
const database = new Database(path, { timeout: 5_000 });
database.exec('create table results (id integer primary key, sid text, item text, val text, unit text)');
process.stdout.write('ready\n');
for (const [index, barcode] of barcodes.entries()) {
  database.exec('begin exclusive');
  database
    .prepare('insert into results (sid, item, val, unit) values (?, ?, ?, ?)')
    .run(barcode, 'WBC', `5.${index % 10}`, '10^9/L');
  // A reader that comes now finds the file locked.
  await delay(40);
  database.exec('commit');
  await delay(120);
}
database.close();
