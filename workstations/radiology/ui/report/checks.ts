// What is looked at before a signature: what is missing, what contradicts the patient or itself, what a template left open. Pure.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';

export type CheckCode =
  | 'findings.empty'
  | 'impression.empty'
  | 'positive.unset'
  | 'sex.contradiction'
  | 'side.contradiction'
  | 'placeholder.left'
  | 'positive.normalWords'
  | 'images.none'
  | 'field.number';

export interface Check {
  code: CheckCode;
  /** `block` must be mended; `confirm` is asked about. */
  level: 'block' | 'confirm';
  /** The words that it is about. */
  words: string;
}

/** Organs of one sex only. */
const ofMen = /前列腺|精囊|阴茎|阴囊|睾丸|附睾|prostate|seminal vesicle|testis|testes|scrotum/i;
const ofWomen = /子宫|卵巢|输卵管|阴道|宫颈|uterus|uterine|ovary|ovaries|ovarian|cervix uteri|vagina/i;
/** Open places that a template leaves: 【】, [ ], ___, {…}, ×× . */
const placeholder = /【\s*】|\[\s*\]|_{2,}|\{[^}]*\}|××+|XX+mm/i;
const normalWords = /^(未见(明显)?异常|正常|.{0,12}未见(明显)?(异常|病变)。?)$/;

const sides = { left: /左|\bleft\b/i, right: /右|\bright\b/i };

function sideOf(text: string): 'left' | 'right' | 'both' | null {
  const left = sides.left.test(text);
  const right = sides.right.test(text);
  if (/双|两侧|bilateral|\bboth\b/i.test(text) || (left && right)) return 'both';
  return left ? 'left' : right ? 'right' : null;
}

/** Findings in the order in which a reader mends them. */
export function checksOf(exam: ExamDocument, content: ExamReportContent): Check[] {
  const checks: Check[] = [];
  const findings = content.findings.trim();
  const impression = content.impression.trim();
  const all = `${findings}\n${impression}`;
  if (!findings) checks.push({ code: 'findings.empty', level: 'block', words: '' });
  if (!impression) checks.push({ code: 'impression.empty', level: 'block', words: '' });
  if (content.positive === null) checks.push({ code: 'positive.unset', level: 'block', words: '' });
  const open = placeholder.exec(all);
  if (open) checks.push({ code: 'placeholder.left', level: 'block', words: open[0] });
  const foreign =
    exam.patient.sex === 'female' ? ofMen.exec(all) : exam.patient.sex === 'male' ? ofWomen.exec(all) : null;
  if (foreign) checks.push({ code: 'sex.contradiction', level: 'confirm', words: foreign[0] });
  const ordered = sideOf(`${exam.bodyPart} ${exam.procedureName}`);
  const written = sideOf(impression) ?? sideOf(findings);
  if ((ordered === 'left' && written === 'right') || (ordered === 'right' && written === 'left'))
    checks.push({ code: 'side.contradiction', level: 'confirm', words: exam.bodyPart || exam.procedureName });
  else {
    const inFindings = sideOf(findings);
    const inImpression = sideOf(impression);
    if ((inFindings === 'left' && inImpression === 'right') || (inFindings === 'right' && inImpression === 'left'))
      checks.push({ code: 'side.contradiction', level: 'confirm', words: impression.slice(0, 40) });
  }
  if (content.positive === true && normalWords.test(impression))
    checks.push({ code: 'positive.normalWords', level: 'confirm', words: impression.slice(0, 40) });
  for (const { key, label, kind } of content.fieldDefinitions ?? []) {
    const value = (content.fields[key] ?? '').trim();
    if (kind === 'number' && value !== '' && !/^[<>≤≥]?\s*[+-]?\d+(\.\d+)?$/u.test(value))
      checks.push({ code: 'field.number', level: 'confirm', words: `${label} ${value}`.slice(0, 60) });
  }
  if (exam.objects.length === 0) checks.push({ code: 'images.none', level: 'confirm', words: '' });
  return checks;
}
