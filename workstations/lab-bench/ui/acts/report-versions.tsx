// All versions of a specimen's report: what was released, printed, recalled and why, each to be looked at (LAB-49, 60).
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import type { LabReport } from '../../../../core/reporting/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { usePaper } from '../../../../renderer/parts/paper.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { useBenchText } from '../locales/use-bench-text.ts';
import { pdfAddress } from './print-reports.tsx';
import { SpecimenLine } from './specimen-line.tsx';

const looks: Record<LabReport['state'], { tone: StateTone; glyph: GlyphName }> = {
  released: { tone: 'final', glyph: 'final' },
  printed: { tone: 'final', glyph: 'print' },
  recalled: { tone: 'withdrawn', glyph: 'undo' },
  superseded: { tone: 'withdrawn', glyph: 'archive' },
};

export function ReportVersions({ document, onClose }: { document: SpecimenDocument; onClose: () => void }) {
  const text = useBenchText();
  const { query } = useApi();
  const versions = useQuery(query.reporting.versions.queryOptions({ input: { specimenId: document.id } }));
  const rows = (versions.data ?? []).toSorted((a, b) => b.version - a.version);
  const [chosen, setChosen] = useState<string | null>(null);
  const current = rows.find((row) => row.id === chosen) ?? rows[0] ?? null;
  const move = (step: number) => {
    const at = current ? rows.indexOf(current) : -1;
    setChosen(rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.id ?? null);
  };
  return (
    <Modal
      title={text('act.versions')}
      onClose={onClose}
      width="min(1120px, 94vw)"
      testId="versions-dialog"
      actions={[
        { id: 'version.next', label: text('act.next'), keys: ['Down'], run: () => move(1), movement: true },
        { id: 'version.previous', label: text('act.previous'), keys: ['Up'], run: () => move(-1), movement: true },
      ]}
    >
      <SpecimenLine document={document} />
      <Answer of={versions}>
        {() =>
          rows.length === 0 ? (
            <EmptyPanel glyph="versions" title={text('versions.none')} />
          ) : (
            <div className="report-versions">
              <ul>
                {rows.map((row) => (
                  <li key={row.id}>
                    <button
                      type="button"
                      aria-current={row === current}
                      onClick={() => setChosen(row.id)}
                      data-testid="report-version"
                    >
                      <strong>{text('versions.number', { version: row.version })}</strong>
                      <ToneChip {...looks[row.state]} word={text(`report.${row.state}`)} />
                      <span>{dateTime(row.releasedAt)}</span>
                      <span>{text('versions.by', { tested: row.testedBy, reviewed: row.reviewedBy })}</span>
                      <span className="number">{text('versions.code', { code: row.verificationCode })}</span>
                      {row.recall ? (
                        <em>
                          {text('versions.recall', {
                            reason: row.recall.reason,
                            by: row.recall.by,
                            at: dateTime(row.recall.at),
                          })}
                        </em>
                      ) : null}
                    </button>
                  </li>
                ))}
              </ul>
              {current ? <Edition report={current} /> : null}
            </div>
          )
        }
      </Answer>
    </Modal>
  );
}

function Edition({ report }: { report: LabReport }) {
  const text = useBenchText();
  return usePaper({ address: pdfAddress([report.id], 'template'), title: text('print.preview') }).view;
}
