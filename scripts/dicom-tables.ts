// Makes core/dicom/dictionary.json and uid-registry.json (PS3.6) from the tables that an unpacked pydicom wheel carries.
// Use: node scripts/dicom-tables.ts FOLDER, where FOLDER holds pydicom/_dicom_dict.py and pydicom/_uid_dict.py.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2];
if (folder === undefined) throw new Error('name the folder that the wheel was unpacked to');

const target = fileURLToPath(new URL('../core/dicom/', import.meta.url));
const source = (name: string) => readFileSync(join(folder, 'pydicom', name), 'utf8');
const text = String.raw`(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")`;

/** Group key plus five quoted columns, as both Python files write them. */
function* rows(file: string, key: string): Generator<{ key: string; columns: string[] }> {
  const row = new RegExp(`^\\s+${key}: \\(${Array(5).fill(text).join(', ')}\\),`, 'gm');
  for (const match of file.matchAll(row)) {
    const columns = Array.from({ length: 5 }, (_, index) => match[2 + 2 * index] ?? match[3 + 2 * index] ?? '');
    yield { key: match[1] ?? '', columns };
  }
}

function write(name: string, entries: Map<string, string>): void {
  writeFileSync(join(target, name), `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
  console.log(`${name}: ${entries.size} entries`);
}

const elements = new Map<string, string>();
const dictionary = source('_dicom_dict.py').replaceAll(/'([0-9A-Fa-fx]{8})': \(/g, '0x$1: (');
for (const { key, columns } of rows(dictionary, '0x([0-9A-Fa-fx]{8})')) {
  const [vr = '', multiplicity = '', , retired = '', keyword = ''] = columns;
  if (keyword === '' || vr === 'NONE') continue;
  if (elements.has(keyword)) throw new Error(`two elements are called ${keyword}`);
  const tag = key.toUpperCase().replaceAll('X', 'x');
  elements.set(
    keyword,
    `${tag} ${vr.replaceAll(' or ', '/')} ${multiplicity.replaceAll(' or ', '/')}${retired ? ' R' : ''}`,
  );
}
write('dictionary.json', elements);

const uids = new Map<string, string>();
for (const { key, columns } of rows(source('_uid_dict.py'), "'([0-9.]+)'")) {
  const [name = '', type = '', , retired = '', keyword = ''] = columns;
  if (keyword === '' || type === 'LDAP OID') continue;
  if (uids.has(keyword)) throw new Error(`two UIDs are called ${keyword}`);
  uids.set(keyword, [key, type, name.replace(/ \(Retired\)$/, ''), ...(retired ? ['R'] : [])].join('|'));
}
write('uid-registry.json', uids);
