// A C-GET proposes what other makers' programs can read.
import { expect, test } from 'vitest';
import { transferSyntaxes } from '../../../../core/dicom/transfer-syntax.ts';
import { getContexts, mostSyntaxes, otherSyntaxes } from './get-contexts.ts';

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

const [ct, mr] = ['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.4'];
const [lossless, jpeg2000, plain] = ['1.2.840.10008.1.2.4.70', '1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.1'];
const accepted = (abstractSyntax: string, transferSyntax: string) => ({
  ...{ id: 1, abstractSyntax, transferSyntax, weAreScu: false, weAreScp: true },
});

test('for what did not come every other compressed syntax of a class is proposed, the usual ones each by itself', () => {
  const classes = Array.from({ length: 17 }, (_, at) => accepted(`1.2.3.${at}`, lossless));
  for (const chosen of [[accepted(ct, lossless), accepted(ct, plain), accepted(mr, jpeg2000)], classes]) {
    const contexts = otherSyntaxes(chosen, 1);
    expect(contexts.length).toBeLessThanOrEqual(127);
    const first = chosen[0]?.abstractSyntax;
    const ofFirst = contexts.filter(({ abstractSyntax }) => abstractSyntax === first);
    const all = getContexts(1).find(({ transferSyntaxes: proposed }) => proposed.includes(lossless))?.transferSyntaxes;
    expect(ofFirst.flatMap((context) => context.transferSyntaxes).sort()).toEqual(
      all?.filter((one) => one !== lossless).sort(),
    );
    expect(ofFirst).toContainEqual({ abstractSyntax: first, transferSyntaxes: [jpeg2000] });
  }
  expect(otherSyntaxes([accepted(ct, plain)], 1)).toEqual([]);
});
