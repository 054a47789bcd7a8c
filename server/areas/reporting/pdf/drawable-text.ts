// Text as the fonts can draw it: what they lack is named by its code point, never left as an empty box (GB 18030-2022 names many rare characters).
import type { TubeLabel } from '../../../../core/lab/label.ts';
import type { LabReport } from '../../../../core/reporting/model.ts';
import type { Coverage } from './font-coverage.ts';

/** Drawn with what the font has, without a change of meaning. */
const sameMeaning: Record<string, string> = { '⇈': '↑↑', '⇊': '↓↓', '⁻': '-' };
const raised = /[⁰¹²³⁴-⁹]+/gu;
const raisedDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `10⁹` as `10^9`: one missing digit among raised ones must not make another number. */
function plainExponents(text: string, covers: Coverage): string {
  return text.replace(raised, (run) => {
    const digits = [...run];
    if (digits.every((digit) => covers(digit.codePointAt(0) ?? 0))) return run;
    return `^${digits.map((digit) => raisedDigits.indexOf(digit)).join('')}`;
  });
}

/** Turns any text into one that the font can draw: `𠮷` it lacks becomes `〓[U+20BB7]`. */
export function drawableText(covers: Coverage): (text: string) => string {
  const one = (character: string): string => {
    const code = character.codePointAt(0) ?? 0;
    if (/[\n\r\t]/u.test(character) || covers(code)) return character;
    // Variation selectors and joiners are not drawn by any font.
    if (/\p{Default_Ignorable_Code_Point}/u.test(character)) return '';
    if (/[\p{Zs}\p{Cc}]/u.test(character)) return ' ';
    return sameMeaning[character] ?? `〓[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  };
  return (text) => [...plainExponents(text, covers)].map(one).join('');
}

/** The report with every word that is drawn made drawable; pictures and codes stay as they are. */
export function printable(report: LabReport, shown: (text: string) => string): LabReport {
  const { patient, visit } = report;
  return {
    ...report,
    title: shown(report.title),
    hospital: shown(report.hospital),
    patient: { ...patient, name: shown(patient.name), age: shown(patient.age), number: shown(patient.number) },
    visit: {
      kind: visit.kind,
      number: shown(visit.number),
      departmentName: shown(visit.departmentName),
      bed: shown(visit.bed),
      diagnosis: shown(visit.diagnosis),
    },
    barcode: shown(report.barcode),
    sampleNumber: shown(report.sampleNumber),
    specimenType: shown(report.specimenType),
    orderingDoctor: shown(report.orderingDoctor),
    items: shown(report.items),
    lines: report.lines.map((line) => ({
      ...line,
      name: shown(line.name),
      nameEn: shown(line.nameEn),
      value: shown(line.value),
      unit: shown(line.unit),
      range: shown(line.range),
      method: shown(line.method),
    })),
    histograms: report.histograms.map((figure) => ({ ...figure, name: shown(figure.name) })),
    remark: shown(report.remark),
    footer: shown(report.footer),
    testedBy: shown(report.testedBy),
    reviewedBy: shown(report.reviewedBy),
    recall: report.recall && { ...report.recall, reason: shown(report.recall.reason), by: shown(report.recall.by) },
  };
}

/** The same for a tube label. */
export function printableLabel(label: TubeLabel, shown: (text: string) => string): TubeLabel {
  return {
    ...label,
    hospital: shown(label.hospital),
    patientName: shown(label.patientName),
    department: shown(label.department),
    bed: shown(label.bed),
    visitNumber: shown(label.visitNumber),
    specimenType: shown(label.specimenType),
    containerName: shown(label.containerName),
    colourName: shown(label.colourName),
    items: shown(label.items),
    group: shown(label.group),
  };
}
