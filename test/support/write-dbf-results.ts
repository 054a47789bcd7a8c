// An instrument's program as far as its dBase table goes: `node write-dbf-results.ts FILE BARCODE…` appends one result a barcode, now the
// record before the header, now the header before the record, and prints a line once the table is there.
import { open, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { resultsDbf } from './dbf-results.ts';

const [path = '', ...barcodes] = process.argv.slice(2);
const headerBytes = 32;
let before = resultsDbf([]);
await writeFile(path, before);
process.stdout.write('ready\n');
for (const [index] of barcodes.entries()) {
  const after = resultsDbf(barcodes.slice(0, index + 1).map((barcode, at) => [barcode, `5.${at % 10}`]));
  const file = await open(path, 'r+');
  // The record lies where the end mark was.
  const record = () => file.write(after.subarray(before.length - 1), 0, null, before.length - 1);
  const header = () => file.write(after.subarray(0, headerBytes), 0, null, 0);
  const [first, second] = index % 2 === 0 ? [header, record] : [record, header];
  await first();
  // A reader that comes now finds half a table.
  await delay(40);
  await second();
  await file.close();
  before = after;
  await delay(120);
}
