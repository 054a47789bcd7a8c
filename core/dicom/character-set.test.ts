// Names in every character set: read as the standard's own examples show, written back, and doubted when they lie.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dicomSample } from '../../test/support/dicom-corpus.ts';
import { createTextEncoding } from './character-encode.ts';
import { CharacterSet } from './character-set.ts';
import { DataSet } from './data-set.ts';
import { DicomError } from './errors.ts';
import { displayName } from './person-name.ts';
import { readPart10 } from './read.ts';
import { checkText, guessText } from './text-check.ts';
import type { Vr } from './vr.ts';

const text = createTextEncoding();
const patientName = 0x00100010;
const bytesOf = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part].map((one) => one.charCodeAt(0)))),
  );
const encode = (value: string, terms: string[], vr: Vr = 'PN') =>
  text.encode(value, new CharacterSet(terms), vr, patientName);

describe('reading', () => {
  test.each([
    ['charset/chrX2.dcm', 'Wang^XiaoDong=王^小东='],
    ['charset/gbk-name.dcm', 'Wang^XiaoDong=王^小東'],
    ['charset/chrX1.dcm', 'Wang^XiaoDong=王^小東='],
    ['charset/chrH31.dcm', 'Yamada^Tarou=山田^太郎=やまだ^たろう'],
    ['charset/chrH32.dcm', 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう'],
    ['charset/chrI2.dcm', 'Hong^Gildong=洪^吉洞=홍^길동'],
    ['charset/chrJapMulti.dcm', 'やまだ^たろう'],
    ['charset/chrKoreanMulti.dcm', '김희중'],
    ['charset/chrArab.dcm', 'قباني^لنزار'],
    ['charset/chrFren.dcm', 'Buc^Jérôme'],
    ['charset/chrGerm.dcm', 'Äneas^Rüdiger'],
    ['charset/chrGreek.dcm', 'Διονυσιος'],
    ['charset/chrHbrw.dcm', 'שרון^דבורה'],
    ['charset/chrRuss.dcm', 'Люкceмбypг'],
  ])('%s', (path, name) => {
    const { dataSet, problems } = readPart10(dicomSample(path));
    expect(dataSet.string('PatientName')).toBe(name);
    expect(problems).toEqual([]);
    expect(checkText(dataSet)).toEqual([]);
  });

  test('ISO 2022 IR 58: the designation holds until the next delimiter (PS3.5 K.3)', () => {
    const value = bytesOf('Zhang^XiaoDong=', 0x1b, '$)A', 0xd5, 0xc5, '^', 0x1b, '$)A', 0xd0, 0xa1, 0xb6, 0xab, '=');
    expect(new CharacterSet(['', 'ISO 2022 IR 58']).decode(value, 'PN')).toBe('Zhang^XiaoDong=张^小东=');
  });

  test('a designation that was not repeated after a delimiter is still understood', () => {
    const value = bytesOf('=', 0x1b, '$)A', 0xd5, 0xc5, '^', 0xd0, 0xa1, 0xb6, 0xab);
    expect(new CharacterSet(['', 'ISO 2022 IR 58']).decode(value, 'PN')).toBe('=张^小东');
  });

  test('a backslash inside a two-byte character separates no values', () => {
    const dataSet = new DataSet({ characterSet: new CharacterSet(['GB18030']) });
    dataSet.put({ kind: 'bytes', tag: 0x00081030, vr: 'LO', bytes: Uint8Array.of(0x81, 0x5c, 0x5c, 0x41) });
    expect(dataSet.strings('StudyDescription')).toEqual(['乗', 'A']);
  });

  test('items inherit the character set and may have their own', () => {
    const outer = readPart10(dicomSample('charset/chrSQEncoding1.dcm')).dataSet;
    const item = outer.item('RequestedProcedureCodeSequence');
    expect(item?.name('PatientName')?.ideographic?.family).toBe('山田');
  });

  test.each([
    [['UTF-8'], 'utf-8'],
    [['GB2312'], 'gbk'],
    [['ISO_IR_192'], 'utf-8'],
  ])('%j is no defined term, understood and told', (terms, whole) => {
    const set = new CharacterSet(terms);
    expect(set.whole).toBe(whole);
    expect(set.problems.map(({ code }) => code)).toEqual(['character-set-unknown']);
  });

  test('an unknown term is told, and a set that must stand alone beside another', () => {
    expect(new CharacterSet(['ISO_IR 999']).problems).toHaveLength(1);
    expect(new CharacterSet(['GB18030', 'ISO 2022 IR 87']).problems).toHaveLength(1);
  });
});

describe('text that is not as declared', () => {
  const doubtful = (value: Uint8Array, terms: string[]) => {
    const dataSet = new DataSet({ characterSet: new CharacterSet(terms) });
    dataSet.put({ kind: 'bytes', tag: patientName, vr: 'PN', bytes: value });
    return checkText(dataSet)[0];
  };
  const gbk = encode('欧阳^建国', ['GB18030']);
  const utf8 = encode('欧阳^建国', ['ISO_IR 192']);

  test.each([
    ['GBK, nothing declared', gbk, [''], 'GB18030'],
    ['GBK declared as Latin 1', gbk, ['ISO_IR 100'], 'GB18030'],
    ['GBK declared as UTF-8', gbk, ['ISO_IR 192'], 'GB18030'],
    ['UTF-8, nothing declared', utf8, [''], 'ISO_IR 192'],
    ['UTF-8 declared as Latin 1', utf8, ['ISO_IR 100'], 'ISO_IR 192'],
    ['UTF-8 declared as GB18030', utf8, ['GB18030'], 'ISO_IR 192'],
  ])('%s', (_, bytes, terms, guess) => {
    const doubt = doubtful(bytes, terms);
    expect(doubt?.code).toBe('character-set-contradicted');
    expect(doubt?.tag).toBe(patientName);
    expect(doubt?.guess).toEqual({ characterSet: guess, text: '欧阳^建国' });
    expect(doubt?.text).toBe(new CharacterSet(terms).decode(bytes, 'PN'));
  });

  test.each(['Buc^Jérôme', 'Müller^Jürgen^Österreich', 'Ångström^Åsa'])('%s in Latin 1 is not doubted', (name) => {
    expect(doubtful(encode(name, ['ISO_IR 100']), ['ISO_IR 100'])).toBeUndefined();
  });

  test('the reader may be told what a sender means when it declares nothing', () => {
    const dataSet = new DataSet({ characterSet: new CharacterSet(['GB18030']) });
    dataSet.put({ kind: 'bytes', tag: patientName, vr: 'PN', bytes: gbk });
    expect(dataSet.string('PatientName')).toBe('欧阳^建国');
    expect(guessText(gbk)).toEqual({ characterSet: 'GB18030', text: '欧阳^建国' });
  });

  test.each([
    ['GB18030', '欧阳^建国'],
    ['ISO_IR 192', '欧阳^建国'],
    ['GB18030', 'Wang^XiaoDong=王^小东'],
    ['ISO_IR 192', 'Wang^XiaoDong=王^小东'],
  ])('Chinese in %s that declares nothing is read, and doubted', (term, name) => {
    const bytes = encode(name, [term]);
    expect(new CharacterSet(['']).decode(bytes, 'PN')).toBe(name);
    expect(doubtful(bytes, [''])).toMatchObject({ text: name, guess: { characterSet: term, text: name } });
  });

  test.each(['Buc^Jérôme', 'Müller^Jürgen'])('accents that declare nothing stay unread: %s', (name) => {
    expect(new CharacterSet(['']).decode(encode(name, ['ISO_IR 100']), 'PN')).toContain('\ufffd');
  });

  test('a declaration can be corrected', () => {
    const dataSet = new DataSet().declareCharacterSet(['ISO_IR 100']);
    dataSet.put({ kind: 'bytes', tag: patientName, vr: 'PN', bytes: gbk });
    expect(dataSet.string('PatientName')).not.toContain('欧');
    const name = dataSet.declareCharacterSet(['GB18030']).name('PatientName');
    expect(name && displayName(name)).toBe('欧阳建国');
  });
});

describe('writing', () => {
  test.each([
    [['ISO_IR 100'], 'Buc^Jérôme\\Äneas^Rüdiger'],
    [['ISO_IR 101'], 'Dvořák^Antonín'],
    [['ISO_IR 109'], 'Ħal^Għaxaq'],
    [['ISO_IR 110'], 'Ķīlis^Jānis'],
    [['ISO_IR 144'], 'Люкceмбypг'],
    [['ISO_IR 127'], 'قباني^لنزار'],
    [['ISO_IR 126'], 'Διονυσιος'],
    [['ISO_IR 138'], 'שרון^דבורה'],
    [['ISO_IR 148'], 'Çavuşoğlu^İsmail'],
    [['ISO_IR 166'], 'สมชาย^ใจดี'],
    [['ISO_IR 13'], 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
    [['GB18030'], '张^小东=𠮷㐀^ʻ'],
    [['GBK'], '張^國榮'],
    [['ISO_IR 192'], '王^小东=👩^é'],
    [['', 'ISO 2022 IR 58'], 'Zhang^XiaoDong=张^小东'],
    [['', 'ISO 2022 IR 87'], 'Yamada^Tarou=山田^太郎=やまだ^たろう\\山^田'],
    [['ISO 2022 IR 13', 'ISO 2022 IR 87'], 'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう'],
    [['', 'ISO 2022 IR 87', 'ISO 2022 IR 159'], '吉田^丂侄^山'],
    [['', 'ISO 2022 IR 149'], 'Hong^Gildong=洪^吉洞=홍^길동'],
    [['ISO 2022 IR 100', 'ISO 2022 IR 144'], 'Jérôme^Люк\\é'],
  ])('%j gives back %s', (terms, value) => {
    expect(new CharacterSet(terms).decode(encode(value, terms), 'PN')).toBe(value);
  });

  test.each([
    ['charset/chrH31.dcm', 'charset/chrH32.dcm', 'charset/chrI2.dcm', 'charset/chrX2.dcm', 'charset/gbk-name.dcm'],
  ])('names of %s and others come out byte for byte', (...paths) => {
    for (const path of paths) {
      const { dataSet } = readPart10(dicomSample(path));
      const bytes = dataSet.bytes('PatientName') ?? new Uint8Array();
      const value = dataSet.characterSet.decode(bytes, 'PN');
      expect(text.encode(value, dataSet.characterSet, 'PN', patientName)).toEqual(bytes);
    }
  });

  test('what a set does not have is refused by name', () => {
    const refused = (value: string, terms: string[]) => () => encode(value, terms);
    expect(refused('王', ['ISO_IR 100'])).toThrow(/"王" cannot be written in ISO_IR 100/);
    expect(refused('𠮷', ['GBK'])).toThrow(DicomError);
    expect(refused('é', [''])).toThrow(DicomError);
    expect(() => text.encode('é', new CharacterSet(['ISO_IR 192']), 'CS', 0x00080060)).toThrow(/ASCII/);
  });

  test('GB 18030 and UTF-8 write every text that there is', () => {
    const character = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('𠀀', '€', '·', '〇', '㐂', '鿿'));
    fc.assert(
      fc.property(fc.array(character), fc.constantFrom('GB18030', 'ISO_IR 192'), (parts, term) => {
        // Private use is mapped differently from one edition of GB 18030 to the next; ESC belongs to code extension.
        const value = parts
          .join('')
          .replaceAll(/[\u001b\ue000-\uf8ff\ufffd]/g, '')
          .toWellFormed()
          .replaceAll('\ufffd', '');
        expect(new CharacterSet([term]).decode(encode(value, [term], 'UT'), 'UT')).toBe(value);
      }),
      { numRuns: 200 },
    );
  });
});
