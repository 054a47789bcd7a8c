// The public answer to a verification code (LAB-60): genuine, recalled or unknown, with just enough to compare with the paper in the hand.
import type { LabReport } from '../../../core/reporting/model.ts';

export interface Verification {
  valid: boolean;
  state: LabReport['state'] | null;
  patientName: string | null;
  barcode: string | null;
  releasedAt: string | null;
  version: number | null;
  lines: { name: string; value: string; unit: string }[];
}

export const unknownCode: Verification = {
  valid: false,
  state: null,
  patientName: null,
  barcode: null,
  releasedAt: null,
  version: null,
  lines: [],
};

/** 张三丰 -> 张**; the surname stays, so that the holder can compare. */
function maskedName(name: string): string {
  const [first = '', ...rest] = [...name];
  return `${first}${'*'.repeat(rest.length)}`;
}

/** `unaltered` is whether the stored content still gives the hash that was fixed at release. */
export function verificationOf(report: LabReport, unaltered: boolean): Verification {
  return {
    valid: unaltered && (report.state === 'released' || report.state === 'printed'),
    state: report.state,
    patientName: maskedName(report.patient.name),
    barcode: report.barcode,
    releasedAt: report.releasedAt,
    version: report.version,
    lines: report.lines.map(({ name, value, unit }) => ({ name, value, unit })),
  };
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const sentences: Record<string, string> = {
  valid: '报告有效，内容与签发时一致。 / This report is valid and unaltered.',
  recalled: '该报告已召回，请勿使用。 / This report was recalled: do not use it.',
  superseded: '该报告已被更正版本取代，请勿使用。 / This report was replaced by a corrected version: do not use it.',
  altered: '核验失败：内容与签发时不一致。 / Verification failed: the content differs from what was released.',
  unknown: '没有此防伪码的报告，请核对后重试。 / There is no report with this code; check it and try again.',
};

function sentenceOf(verification: Verification): string {
  if (verification.state === null) return sentences.unknown ?? '';
  if (verification.valid) return sentences.valid ?? '';
  return sentences[verification.state] ?? sentences.altered ?? '';
}

/** A page without scripts or styles of its own, readable on a telephone. */
export function verificationPage(verification: Verification, hospital: string): string {
  const rows = verification.lines
    .map(({ name, value, unit }) => `<tr><td>${html(name)}</td><td>${html(value)}</td><td>${html(unit)}</td></tr>`)
    .join('');
  const facts =
    verification.state === null
      ? ''
      : `<p>${html(verification.patientName ?? '')} · ${html(verification.barcode ?? '')} · ${html(
          verification.releasedAt ?? '',
        )} · 第 ${verification.version} 版</p><table border="1" cellpadding="6">${rows}</table>`;
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>报告核验</title></head><body><h1>${html(
    hospital,
  )} · 报告核验</h1><h2>${html(sentenceOf(verification))}</h2>${facts}</body></html>`;
}
