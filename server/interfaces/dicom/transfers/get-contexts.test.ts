// A C-GET proposes what other makers' programs can read.
import { expect, test } from 'vitest';
import { transferSyntaxes } from '../../../../core/dicom/transfer-syntax.ts';
import { getContexts, mostSyntaxes } from './get-contexts.ts';

test('no context has more syntaxes than dcmtk reads, and there is room for the query beside 127 of them', () => {
  const contexts = getContexts(1);
  expect(contexts.length).toBeLessThanOrEqual(127);
  for (const { transferSyntaxes: proposed } of contexts) {
    expect(proposed.length).toBeGreaterThan(0);
    expect(proposed.length).toBeLessThanOrEqual(mostSyntaxes);
  }
});

test('every way to compress pixels that can be shown is proposed for a CT', () => {
  const ct = getContexts(1).filter(({ abstractSyntax }) => abstractSyntax === '1.2.840.10008.5.1.4.1.1.2');
  const proposed = new Set(ct.flatMap((context) => context.transferSyntaxes));
  const shown = transferSyntaxes.filter(
    ({ pixels, name }) =>
      ['jpeg', 'jpeg-ls', 'jpeg-2000', 'htj2k', 'rle'].includes(pixels) && !name.includes(', Hierarchical'),
  );
  expect(shown.filter(({ uid }) => !proposed.has(uid))).toEqual([]);
});
