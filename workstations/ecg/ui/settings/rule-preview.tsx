// What the tried rules would alarm on, beside the ones in force: recording by recording, differences first.
import { Button, HTMLTable } from '@blueprintjs/core';
import type { RulePreview } from '../../../../core/ecg/flow/rule-set.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useSettingsText } from './texts.ts';

type Row = RulePreview['rows'][number];

const said = (row: Row['now']) => row.map(({ rule, level }) => `${rule} ${level}`).join();
export const differs = (row: Row) => said(row.now) !== said(row.tried);

export function RulePreviewDialog({ preview, onClose }: { preview: RulePreview; onClose: () => void }) {
  const text = useSettingsText();
  return (
    <Modal
      title={text('rules.preview', { count: preview.examined })}
      onClose={onClose}
      onConfirm={onClose}
      width={980}
      testId="rules-preview-dialog"
      footer={
        <Button type="submit" intent="primary">
          {text('close')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <PreviewTable preview={preview} />
    </Modal>
  );
}

export function PreviewTable({ preview }: { preview: RulePreview }) {
  const text = useSettingsText();
  const { examined, rows } = preview;
  const changed = rows.filter(differs);
  const ordered = [...changed, ...rows.filter((row) => !differs(row))];
  return (
    <>
      <p className="lead">
        {text('rules.preview.lead', {
          examined,
          now: rows.filter(({ now }) => now.length > 0).length,
          tried: rows.filter(({ tried }) => tried.length > 0).length,
          changed: changed.length,
        })}
      </p>
      {rows.length === 0 ? (
        <EmptyPanel glyph="done" title={text('rules.preview.empty')} />
      ) : (
        <div className="ecg-preview-scroll">
          <HTMLTable compact className="plain-table ecg-preview">
            <thead>
              <tr>
                <th>{text('rules.preview.record')}</th>
                <th>{text('rules.preview.now')}</th>
                <th>{text('rules.preview.tried')}</th>
              </tr>
            </thead>
            <tbody>
              {ordered.map((row) => (
                <tr key={row.recordingId} className={differs(row) ? 'is-changed' : ''}>
                  <td>
                    <strong>{row.name}</strong>
                    <br />
                    <small>
                      {row.accession} {dateTime(row.receivedAt).slice(5, 16)}
                    </small>
                  </td>
                  <Findings list={row.now} />
                  <Findings list={row.tried} />
                </tr>
              ))}
            </tbody>
          </HTMLTable>
        </div>
      )}
    </>
  );
}

function Findings({ list }: { list: Row['now'] }) {
  const text = useSettingsText();
  const locale = useLocale();
  return (
    <td className="wrap">
      {list.length === 0 ? <em>{text('rules.preview.none')}</em> : null}
      {list.map((one) => (
        <p key={one.rule}>
          <span className={`ecg-level is-${one.level}`} aria-hidden />
          <b>{locale === 'en' ? one.en : one.zh}</b> <small>{locale === 'en' ? one.evidenceEn : one.evidenceZh}</small>
        </p>
      ))}
    </td>
  );
}
