// The meta information of each object has its own UID, whatever was written before it.
import { expect, test } from 'vitest';
import { writeMeta } from '../../../../core/dicom/write.ts';
import { fileMeta } from './file-meta.ts';

const ct = '1.2.840.10008.5.1.4.1.1.2';
const explicit = '1.2.840.10008.1.2.1';

test('an object keeps its own while others come', () => {
  const of = (sopInstanceUid: string) => fileMeta({ sopClassUid: ct, sopInstanceUid, transferSyntax: explicit });
  const all = ['2.25.31', '2.25.32', '2.25.33'].map(of);
  const found = all.map(
    (bytes) =>
      Buffer.from(bytes)
        .toString('latin1')
        .match(/2\.25\.3\d/)?.[0],
  );
  expect(found).toEqual(['2.25.31', '2.25.32', '2.25.33']);
});

test('the meta information of each object is what writing it anew would give', () => {
  // Lengths even and odd, one UID twice, a class that is spelt in an instance UID, and UIDs that are none.
  const instances = ['2.25.1', '2.25.7', '2.25.71', '2.25.72', '2.25.1', `${ct}.5`, 'ABC', '', '9'.repeat(64)];
  for (let turn = 0; turn < 2; turn += 1) {
    for (const sopClassUid of [ct, '1.2.840.10008.5.1.4.1.1.4', '2.25.1', 'x'])
      for (const transferSyntax of [explicit, '1.2.840.10008.1.2'])
        for (const sopInstanceUid of instances) {
          const names = { sopClassUid, sopInstanceUid, transferSyntax };
          expect(Buffer.from(fileMeta(names))).toEqual(Buffer.from(writeMeta(names)));
        }
  }
});
