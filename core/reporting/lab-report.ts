// The laboratory report as data: what the released specimen says, with names, ranges and words as they are at release.
import type { z } from 'zod';
import { ageText } from '../kernel/age.ts';
import { fail } from '../kernel/errors.ts';
import type { Dictionaries, ReportTemplateEntry } from '../lab/dictionary.ts';
import { histogramCounts } from '../lab/histogram.ts';
import { currentVersion, sortLines, takenAt } from '../lab/lines.ts';
import type { Abnormality, Actor, ResultVersion, SpecimenDocument } from '../lab/model.ts';
import { isPublished } from '../lab/specimen-state.ts';
import { contentHash } from './canonical.ts';
import type { LabReport, ReportLine } from './model.ts';

export interface LabReportOptions {
  id: string;
  hospital: string;
  verificationCode: string;
  /** PNG data URL of somebody's scanned signature, null when there is none (LAB-59). */
  signatureOf: (personId: string) => string | null;
  /** SM3, hex. */
  hash: (text: string) => string;
  paper?: LabReport['paper'];
}

type Mark = z.infer<typeof ReportLine>['mark'];
type Histogram = LabReport['histograms'][number];

/** The report of a document that is in state released. Throws STATE_REFUSED for any other. */
export function buildLabReport(
  document: SpecimenDocument,
  dictionaries: Dictionaries,
  options: LabReportOptions,
): LabReport {
  const { releasedAt } = document.milestones;
  if (!isPublished(document.state) || releasedAt === null) {
    throw fail('STATE_REFUSED', { specimenId: document.id, state: document.state, act: 'report' });
  }
  const template = templateFor(document.groupId, dictionaries);
  const { testedBy, reviewedBy } = signersOf(document);
  const report: LabReport = {
    id: options.id,
    specimenId: document.id,
    version: document.reportVersion,
    state: 'released',
    verificationCode: options.verificationCode,
    contentHash: '',
    title: template?.title ?? '检验报告单',
    hospital: options.hospital,
    patient: {
      name: document.patient.name,
      sex: document.patient.sex,
      age: ageText(document.patient.birthDate, takenAt(document) ?? releasedAt),
      number: document.patient.number,
    },
    visit: {
      kind: visitWords[document.visit.kind],
      number: document.visit.number,
      departmentName: document.visit.departmentName,
      bed: document.visit.bed ?? '',
      diagnosis: document.visit.diagnosis ?? '',
    },
    barcode: document.barcode,
    sampleNumber: document.sampleNumber ?? '',
    specimenType: dictionaries.specimenType[document.specimenType]?.name ?? document.specimenType,
    orderingDoctor: document.orderingDoctor,
    items: document.items.map((item) => item.itemName).join('、'),
    lines: reportLines(document, dictionaries),
    histograms: template?.showHistograms ? reportHistograms(document) : [],
    remark: document.remark,
    footer: template?.footer ?? '',
    collectedAt: document.milestones.collectedAt,
    receivedAt: document.milestones.receivedAt,
    testedAt: document.milestones.testedAt,
    releasedAt,
    testedBy: testedBy?.name ?? '',
    reviewedBy: reviewedBy?.name ?? '',
    testedBySignature: testedBy === null ? null : options.signatureOf(testedBy.id),
    reviewedBySignature: reviewedBy === null ? null : options.signatureOf(reviewedBy.id),
    recall: null,
    paper: options.paper ?? template?.paper ?? 'A5',
    doubleColumnFrom: template?.doubleColumnFrom ?? null,
  };
  return { ...report, contentHash: contentHash(report, options.hash) };
}

const visitWords: Readonly<Record<SpecimenDocument['visit']['kind'], string>> = {
  outpatient: '门诊',
  emergency: '急诊',
  inpatient: '住院',
  checkup: '体检',
};

/** The group's own template before the general one; of several the first by its code. */
export function templateFor(groupId: string, dictionaries: Dictionaries): ReportTemplateEntry | null {
  const enabled = Object.values(dictionaries.reportTemplate)
    .filter((template) => template.enabled)
    .sort((left, right) => (left.code < right.code ? -1 : 1));
  return (
    enabled.find((template) => template.groupId === groupId) ??
    enabled.find((template) => template.groupId === null) ??
    null
  );
}

/** Who stands as tester and as reviewer: with two reviews the first and the second signer, else who worked on it and who signed. */
export function signersOf(document: SpecimenDocument): { testedBy: Actor | null; reviewedBy: Actor | null } {
  const first = document.firstReview?.by ?? null;
  if (document.secondReview !== null) return { testedBy: first, reviewedBy: document.secondReview.by };
  const typed = document.lines
    .flatMap((line) => currentVersion(line) ?? [])
    .filter((version) => version.enteredBy !== null);
  const last = typed.reduce<ResultVersion | null>(
    (best, one) => (best === null || one.receivedAt >= best.receivedAt ? one : best),
    null,
  );
  return { testedBy: last?.enteredBy ?? document.receivedBy ?? first, reviewedBy: first };
}

function reportLines(document: SpecimenDocument, dictionaries: Dictionaries): LabReport['lines'] {
  return sortLines(document.lines).flatMap((line) => {
    const current = currentVersion(line);
    if (current === null) return [];
    return [
      {
        testCode: line.testCode,
        name: line.name,
        nameEn: line.nameEn,
        value: current.value || '—',
        unit: current.noValue ? '' : current.unit,
        range: current.range?.text ?? '',
        mark: markOf(current.abnormality),
        method: dictionaries.test[line.testCode]?.method ?? '',
      },
    ];
  });
}

function markOf(abnormality: Abnormality): Mark {
  return abnormality === 'normal' || abnormality === 'unknown' ? '' : abnormality;
}

/** The newest of each code; what is only named by the analyzer (a path on its disk) cannot be drawn. */
function reportHistograms(document: SpecimenDocument): Histogram[] {
  const newest = new Map<string, Histogram>();
  for (const attachment of document.attachments) {
    const { kind, code, name, mediaType, encoding, data } = attachment;
    if (kind === 'file' || encoding !== 'base64') continue;
    const isPicture = mediaType.startsWith('image/');
    const counts = isPicture ? [] : histogramCounts(attachment);
    if (!isPicture && counts.length === 0) continue;
    newest.set(code, {
      name: name ?? code,
      kind,
      mediaType,
      picture: isPicture ? data : null,
      counts: isPicture ? null : counts,
    });
  }
  return [...newest.values()];
}
