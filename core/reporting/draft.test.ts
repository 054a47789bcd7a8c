// The draft of a report: what is known so far, and nothing that could pass for a signature.
import { expect, test } from 'vitest';
import { actor, dictionaries, idMaker, NOW, specimen } from '../../test/support/lab.ts';
import { enterResults } from '../lab/result-entry.ts';
import { draftLabReport, isDraft } from './draft.ts';
import { LabReport } from './model.ts';

test('an unsigned specimen gives a draft without code, hash, reviewer', () => {
  const context = { now: NOW, actor, newId: idMaker(), dictionaries };
  const document = enterResults(specimen(['K']), { results: [{ testCode: 'K', value: '6.8' }] }, context);
  const draft = draftLabReport(document, dictionaries, { hospital: '示范医院', now: NOW });
  expect(isDraft(draft)).toBe(true);
  expect(draft).toMatchObject({ verificationCode: '', contentHash: '', reviewedBy: '', version: 1, releasedAt: NOW });
  expect(draft.lines).toEqual([expect.objectContaining({ testCode: 'K', value: '6.8' })]);
  expect(LabReport.safeParse(draft).success).toBe(true);
  expect(document.state).toBe('tested');
});
