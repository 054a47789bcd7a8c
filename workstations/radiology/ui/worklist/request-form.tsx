// The request form on paper (RAD-05): what the radiographer and the patient carry, printed by the window itself.
import { Button } from '@blueprintjs/core';
import { useMemo, useRef } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useFormText } from './form-texts.ts';

/** The page's policy forbids styles in its text, so they come as a sheet. */
const sheetText = `@page{size:A5;margin:12mm}body{font:12pt "Noto Sans SC","Microsoft YaHei",sans-serif;color:#000;background:#fff;margin:8mm}
h1{font-size:16pt;text-align:center;margin:0 0 2mm}p{text-align:center;margin:0 0 4mm}b{font-size:14pt;letter-spacing:.1em}
table{width:100%;border-collapse:collapse}th,td{border:.3mm solid #000;padding:1.5mm 2mm;text-align:left;vertical-align:top}
th{width:26mm;font-weight:400}td{white-space:pre-wrap}footer{margin-top:6mm;display:flex;justify-content:space-between}
@media print{body{margin:0}}`;

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const html = (text: string) => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

export function RequestForm({ exam, onClose }: { exam: ExamDocument; onClose: () => void }) {
  const text = useFormText();
  const shared = useSharedText();
  const shell = useShellText();
  const locale = useLocale();
  const frame = useRef<HTMLIFrameElement>(null);
  const page = useMemo(() => {
    const age = ageText(exam.patient.birthDate, exam.requestedAt, locale === 'en' ? 'en' : 'zh');
    const rows: [string, string][] = [
      [text('name'), `${exam.patient.name}   ${shell(`sex.${exam.patient.sex}`)}   ${age}`],
      [text('numbers'), [exam.patient.number, exam.visit?.number].filter(Boolean).join(' / ')],
      [text('department'), [exam.departmentName, exam.visit?.bed, exam.requestedBy].filter(Boolean).join('   ')],
      [text('exam'), `${exam.modality}   ${exam.procedureName}   ${exam.method}`],
      [text('part'), exam.bodyPart],
      [text('priority'), shared(`priority.${exam.priority}`)],
      [text('room'), [exam.room, exam.deviceId].filter(Boolean).join(' / ')],
      [text('time'), dateTime(exam.scheduledAt ?? exam.registeredAt ?? exam.requestedAt)],
      [text('diagnosis'), exam.clinicalDiagnosis],
      [text('history'), exam.history],
      [text('purpose'), exam.purpose],
    ];
    const lines = rows
      .map(([name, value]) => `<tr><th>${html(name)}</th><td>${html(value) || '&nbsp;'}</td></tr>`)
      .join('');
    return `<!doctype html><meta charset="utf-8"><title>${html(exam.accessionNumber)}</title>
<h1>${html(exam.institutionName)} ${html(text('title'))}</h1><p>${html(text('accession'))} <b>${html(exam.accessionNumber)}</b></p>
<table>${lines}</table><footer><span>${html(text('radiographer'))}</span><span>${html(text('printed'))} ${dateTime(new Date().toISOString())}</span></footer>`;
  }, [exam, text, shared, shell, locale]);
  const style = () => {
    const document = frame.current?.contentDocument;
    const view = document?.defaultView;
    if (!document || !view) return;
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(sheetText);
    document.adoptedStyleSheets = [sheet];
  };
  const print = () => frame.current?.contentWindow?.print();
  useActions({ title: text('title'), depth: 4 }, [
    { id: 'print', label: text('print'), keys: ['F9', 'Ctrl+P'], run: print, main: true },
  ]);
  return (
    <Modal
      title={text('title')}
      onClose={onClose}
      onConfirm={print}
      width={720}
      testId="request-form"
      footer={
        <Button type="submit" intent="primary">
          {text('print')} <KeyCap name="F9" />
        </Button>
      }
    >
      <div className="preview preview-form">
        <iframe ref={frame} title={text('title')} srcDoc={page} onLoad={style} />
      </div>
    </Modal>
  );
}
