// The content of a report as it begins, and small acts on it: an image or a measurement added, moved, put into the text. Pure.
import type { ExamReportContent, KeyImage, ReportMeasurement } from '../../../../core/reporting/exam-report.ts';

const keyImagesAtMost = 24;

export function emptyContent(title: string): ExamReportContent {
  return {
    title,
    method: '',
    findings: '',
    impression: '',
    positive: null,
    fields: {},
    statements: [],
    measurements: [],
    keyImages: [],
    templateId: '',
  };
}

const samePicture = (left: KeyImage, right: KeyImage) =>
  left.sopInstanceUid === right.sopInstanceUid && left.frame === right.frame;

/** The same frame again replaces its picture and keeps its caption and place; null when the report is full. */
export function withKeyImage(images: readonly KeyImage[], image: KeyImage): KeyImage[] | null {
  const at = images.findIndex((each) => samePicture(each, image));
  const before = images[at];
  if (before) return images.with(at, { ...image, caption: before.caption || image.caption });
  return images.length >= keyImagesAtMost ? null : [...images, image];
}

/** The same source and label again gives the new value. */
export function withMeasurement(list: readonly ReportMeasurement[], added: ReportMeasurement): ReportMeasurement[] {
  const at = list.findIndex((each) => each.source !== '' && each.source === added.source && each.label === added.label);
  return at < 0 ? [...list, added] : list.with(at, added);
}

export function moved<Item>(list: readonly Item[], from: number, to: number): Item[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  return list.toSpliced(from, 1).toSpliced(to, 0, item);
}

export function measurementText(measurement: ReportMeasurement): string {
  return `${measurement.value}${measurement.unit ? ` ${measurement.unit}` : ''}`;
}

/** Puts words at a place of a text: on a line of their own when they are a sentence, else where the cursor stands. */
export function insertedAt(text: string, words: string, from: number, to = from): { text: string; cursor: number } {
  const start = Math.max(0, Math.min(from, text.length));
  const end = Math.max(start, Math.min(to, text.length));
  return { text: text.slice(0, start) + words + text.slice(end), cursor: start + words.length };
}
