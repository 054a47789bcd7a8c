// What the reviewer made of the author's text: one entry for each part that differs, with both texts.
import { clockText } from '../ecg/paper/full-disclosure.ts';
import { canonicalJson } from './canonical.ts';
import type { Correction, ExamReportContent } from './exam-report.ts';
import { fieldLines, shownFields } from './report-fields.ts';

const parts = [
  'title',
  'method',
  'findings',
  'impression',
  'positive',
  'fields',
  'statements',
  'measurements',
  'keyImages',
  'strips',
] as const satisfies readonly Correction['part'][];

/** A part as a reader sees it. Pictures are named, not repeated: they stand in the report itself. */
export function partText(content: ExamReportContent, part: Correction['part']): string {
  switch (part) {
    case 'title':
    case 'method':
    case 'findings':
    case 'impression':
      return content[part];
    case 'positive':
      return content.positive === null ? '' : content.positive ? 'positive' : 'negative';
    case 'fields':
      return fieldLines(content);
    case 'statements':
      return content.statements.map(({ code, text }) => (code === '' ? text : `${text} (${code})`)).join('\n');
    case 'measurements':
      return content.measurements.map(({ label, value, unit }) => `${label}: ${value} ${unit}`.trimEnd()).join('\n');
    case 'keyImages':
      return content.keyImages.map((one) => `${one.sopInstanceUid}#${one.frame} ${one.caption}`.trimEnd()).join('\n');
    case 'strips':
      return (content.strips ?? [])
        .map(({ fromMs, toMs, label }) => `${clockText(fromMs)}–${clockText(toMs)} ${label}`.trimEnd())
        .join('\n');
    default:
      throw new Error(`unknown part ${String(part satisfies never)}`);
  }
}

/** An empty field and none are the same to a reader; so is the order of fields. */
const comparedOf = (content: ExamReportContent, part: Correction['part']) =>
  part === 'fields'
    ? Object.fromEntries(shownFields(content).map(({ key, value }) => [key, value]))
    : part === 'strips'
      ? (content.strips ?? [])
      : content[part];

export function corrections(
  before: ExamReportContent,
  after: ExamReportContent,
  said: { by: string; at: string },
): Correction[] {
  return parts.flatMap((part): Correction[] =>
    canonicalJson(comparedOf(before, part)) === canonicalJson(comparedOf(after, part))
      ? []
      : [{ ...said, part, before: partText(before, part), after: partText(after, part) }],
  );
}
