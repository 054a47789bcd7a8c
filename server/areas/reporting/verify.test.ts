// What a verification tells: everything of a report in force, no values of any other, nothing of an altered one.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { contentHash } from '../../../core/reporting/canonical.ts';
import type { LabReport } from '../../../core/reporting/model.ts';
import { report as sample } from './pdf/samples.test-data.ts';
import { reportHash } from './report-hash.ts';
import type { StoredReport } from './store.ts';
import { answerOf, forStrangers, maskedCode, maskedName, unknownCode, verificationOf } from './verify.ts';
import { pagePolicy, verificationPage, verificationResponse } from './verify-page.ts';

function stored(part: Partial<LabReport> = {}): StoredReport {
  const plain = sample(part);
  const report = { ...plain, contentHash: contentHash(plain, reportHash) };
  return { report, patientId: 'p', groupId: 'g', contentHash: report.contentHash };
}
const recall = { reason: '复查不符', by: '王审核', at: '2026-07-18T02:00:00.000Z' };

describe('verification', () => {
  test.each(['released', 'printed'] as const)('%s: valid, with values and a masked name', (state) => {
    const verification = verificationOf(stored({ state }));
    expect(verification).toMatchObject({ valid: true, state, patientName: '欧***', barcode: '260717003125' });
    expect(verification.lines[0]).toEqual({ name: '白细胞计数', value: '32.15', unit: '10^9/L' });
  });

  test.each([
    ['recalled', recall],
    ['superseded', null],
    ['superseded', recall],
  ] as const)('%s: no values', (state, why) => {
    const verification = verificationOf(stored({ state, recall: why }));
    expect(verification).toMatchObject({ valid: false, state, patientName: '欧***', lines: [] });
    expect(answerOf(verification)).toBe(state);
  });

  test('altered content shows nothing, in the document or in the row', () => {
    const good = stored();
    const [line] = good.report.lines;
    const changed = { ...good, report: { ...good.report, lines: line ? [{ ...line, value: '5.00' }] : [] } };
    for (const bad of [changed, { ...good, contentHash: '00' }]) {
      expect(verificationOf(bad)).toEqual({ ...unknownCode, state: 'released' });
      expect(answerOf(verificationOf(bad))).toBe('altered');
    }
  });

  test('masks', () => {
    expect([maskedName('张三丰'), maskedName('𠮷某'), maskedName('')]).toEqual(['张**', '𠮷*', '']);
    expect(maskedCode('K7MPQ2XVR94T')).toBe('K7MP********');
  });
});

describe('page', () => {
  test('its style is the one that its policy allows, and it has no script', () => {
    const page = verificationPage(forStrangers(verificationOf(stored())), '示范医院');
    const style = /<style>(.*?)<\/style>/su.exec(page)?.[1] ?? '';
    expect(pagePolicy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(page).not.toMatch(/<script|\sstyle=|\son\w+=/u);
    expect(page).toContain('width=device-width');
    for (const text of ['报告有效', 'valid and unaltered', '欧***', '********3125', '2026-07-17 09:15'])
      expect(page).toContain(text);
    expect(page).not.toContain('32.15');
  });

  test('markup in a report stays text', () => {
    const page = verificationPage(verificationOf(stored({ barcode: '<script>alert(1)</script>' })), '<b>医院</b>');
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('<b>');
  });

  test.each([
    [unknownCode, 404, '没有此验证码的报告'],
    ['busy' as const, 429, '查询过于频繁'],
    [verificationOf(stored({ state: 'recalled', recall })), 200, '该报告已召回'],
    [{ ...unknownCode, state: 'printed' as const }, 200, '核验失败'],
  ])('answer %#', async (verification, status, text) => {
    const response = verificationResponse(verification, '示范医院');
    expect(response.status).toBe(status);
    const page = await response.text();
    expect(page).toContain(text);
    expect(page).not.toContain('32.15');
  });
});
