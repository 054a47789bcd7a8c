// The most relevant prior first, and when it comes by itself.
import { expect, test } from 'vitest';
import { shippedProtocols } from '../../../../core/imaging/hanging/shipped.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { sampleExam, sampleStudy } from '../../../../test/support/exam-samples.ts';
import { comesByItself, rankPriors } from './rank-priors.ts';

const made = (id: string, part: Partial<ExamDocument>): ExamDocument => ({
  ...sampleExam(),
  service: 'radiology',
  modality: 'CT',
  bodyPart: '胸部',
  procedureName: '胸部CT平扫',
  state: 'acquired',
  objects: [sampleStudy],
  acquiredAt: '2025-01-01T00:00:00.000Z',
  ...part,
  id,
});
const exam = made('now', {});
const order = (...priors: ExamDocument[]) => rankPriors(exam, priors).map(({ id }) => id);

test('with images before without, then the same part, then the same modality, then the newest', () => {
  expect(
    order(
      made('old', {}),
      made('bare', { objects: [], acquiredAt: '2026-06-01T00:00:00.000Z' }),
      made('film', { modality: 'DX', acquiredAt: '2026-05-01T00:00:00.000Z' }),
      made('head', { bodyPart: '头颅', acquiredAt: '2026-05-02T00:00:00.000Z' }),
      made('new', { acquiredAt: '2026-01-01T00:00:00.000Z' }),
      made('abdomen-film', { modality: 'DX', bodyPart: '腹部', acquiredAt: '2026-06-02T00:00:00.000Z' }),
    ),
  ).toEqual(['new', 'old', 'film', 'head', 'abdomen-film', 'bare']);
});

test('neither cancelled ones nor those of other departments', () => {
  expect(order(made('gone', { state: 'cancelled' }), made('ecg', { service: 'ecg' }), made('kept', {}))).toEqual([
    'kept',
  ]);
});

test('one never examined counts from when it was asked for', () => {
  const asked = made('asked', { acquiredAt: null, requestedAt: '2026-03-01T00:00:00.000Z' });
  expect(order(made('before', { acquiredAt: '2026-02-01T00:00:00.000Z' }), asked)).toEqual(['asked', 'before']);
});

const shipped = shippedProtocols();
test.each([
  ['same modality and part', exam, made('p', {}), true],
  ['without images', exam, made('p', { objects: [] }), false],
  ['the protocol for CT has a place for any CT', exam, made('p', { bodyPart: '腹部' }), true],
  ['a film beside CT', exam, made('p', { modality: 'DX', bodyPart: '腹部' }), false],
  [
    'MR of another part, whose protocol has no place',
    made('now', { modality: 'MR' }),
    made('p', { modality: 'MR', bodyPart: '膝' }),
    false,
  ],
  ['MR of the same part', made('now', { modality: 'MR' }), made('p', { modality: 'MR' }), true],
])('by itself: %s', (_, now, prior, comes) => {
  expect(comesByItself(now, prior, shipped)).toBe(comes);
  expect(comesByItself(now, null, shipped)).toBe(false);
});
