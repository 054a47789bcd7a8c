// Which templates and phrases suit an exam, best first, so that the first ones are one key away; and their trees. Pure.
import { comparable, matchesWords } from '../../../../core/kernel/text.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { saysSex } from '../../../../core/patient/sex-code.ts';
import type { ExamPhrase, ExamReportContent, ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import { fieldsAfter } from '../../../../core/reporting/report-fields.ts';

/** DX and CR are one to a template; so are the ways to write one. */
const alike: Record<string, string> = { CR: 'DX', DR: 'DX', RF: 'DX' };
const kindOf = (modality: string) => alike[modality] ?? modality;

/** Null: not for this exam. Else the higher the better. */
export function suits(template: ExamReportTemplate, exam: ExamDocument): number | null {
  if (!template.active) return null;
  if (template.modality && kindOf(template.modality) !== kindOf(exam.modality)) return null;
  if (template.sex && saysSex(exam.patient.sex) && template.sex !== exam.patient.sex) return null;
  let score = template.modality ? 4 : 0;
  const where = comparable(`${exam.bodyPart} ${exam.procedureName}`);
  const part = comparable(template.bodyPart);
  if (part) {
    if (where.includes(part)) score += 16;
    else if ([...part].some((sign) => /\p{Script=Han}/u.test(sign) && where.includes(sign))) score += 3;
    else score -= 8;
  }
  if (template.sex) score += 1;
  // Most exams are normal: the normal text of the part is what the first key brings.
  if (template.positive === false) score += 2;
  if (template.scope === 'private') score += 1;
  return score;
}

/** Best first; equals by name. Without an exam all of them by path. */
export function rankTemplates(
  templates: readonly ExamReportTemplate[],
  exam: ExamDocument | null,
): ExamReportTemplate[] {
  const scored = templates.flatMap((template) => {
    const score = exam ? suits(template, exam) : template.active ? 0 : null;
    return score === null ? [] : [{ template, score }];
  });
  return scored
    .sort(
      (left, right) =>
        right.score - left.score ||
        left.template.path.join('/').localeCompare(right.template.path.join('/'), 'zh-CN') ||
        left.template.name.localeCompare(right.template.name, 'zh-CN'),
    )
    .map(({ template }) => template);
}

/** Those that one key inserts: only what was made for the part of this exam. */
export function quickTemplates(templates: readonly ExamReportTemplate[], exam: ExamDocument): ExamReportTemplate[] {
  return rankTemplates(templates, exam)
    .filter((template) => (suits(template, exam) ?? 0) >= 10)
    .slice(0, 9);
}

export function findTemplates(templates: readonly ExamReportTemplate[], words: string): ExamReportTemplate[] {
  return templates.filter((template) =>
    matchesWords(words, [template.name, ...template.path, template.bodyPart, template.findings, template.impression]),
  );
}

export function findPhrases(phrases: readonly ExamPhrase[], words: string): ExamPhrase[] {
  return phrases.filter((phrase) => phrase.active && matchesWords(words, [phrase.text, ...phrase.path]));
}

export interface Branch<Leaf> {
  name: string;
  /** Unique in the tree. */
  key: string;
  branches: Branch<Leaf>[];
  leaves: Leaf[];
}

/** The tree of what has a path; the order of the leaves is kept, branches stand in the order of their first leaf. */
export function treeOf<Leaf extends { path: readonly string[] }>(leaves: readonly Leaf[]): Branch<Leaf> {
  const root: Branch<Leaf> = { name: '', key: '', branches: [], leaves: [] };
  for (const leaf of leaves) {
    let at = root;
    for (const name of leaf.path) {
      const key = `${at.key}/${name}`;
      let next = at.branches.find((branch) => branch.key === key);
      if (!next) {
        next = { name, key, branches: [], leaves: [] };
        at.branches.push(next);
      }
      at = next;
    }
    at.leaves.push(leaf);
  }
  return root;
}

/**
 * The report after a template: an empty part is filled, a written one gets the text behind it, unless it is to be replaced.
 * Measurements, key images and what was typed into fields stay.
 */
export function withTemplate(
  content: ExamReportContent,
  template: ExamReportTemplate,
  mode: 'add' | 'replace',
): ExamReportContent {
  const put = (before: string, text: string) => {
    if (mode === 'replace' || before.trim() === '') return text || before;
    // Pressed twice it stands there once.
    if (text && before.includes(text)) return before;
    return text ? `${before.trimEnd()}\n${text}` : before;
  };
  return {
    ...content,
    method: put(content.method, template.method),
    findings: put(content.findings, template.findings),
    impression: put(content.impression, template.impression),
    positive: template.positive ?? content.positive,
    ...fieldsAfter(content, template.fields, mode),
    templateId: template.id,
  };
}
