// The objects of a study that are no images, the newest first, and the one that is open beside them.
import { useState } from 'react';
import type { InstanceDescriptor, StudyManifest } from '../../../core/imaging/descriptor.ts';
import type { ObjectView } from '../../../core/imaging/objects/view.ts';
import { useObjectText } from './locales/use-object-text.ts';
import type { ObjectTextKey } from './locales/zh-CN.ts';
import { ObjectPanel, type ShowImage } from './object-panel.tsx';

const kinds: Partial<Record<InstanceDescriptor['kind'], ObjectTextKey>> = {
  report: 'kind.report',
  'key-objects': 'kind.key-objects',
  presentation: 'kind.presentation',
  segmentation: 'kind.segmentation',
  document: 'kind.document',
  waveform: 'kind.waveform',
};

export interface StudyObject {
  sopInstanceUid: string;
  kind: ObjectTextKey;
  label: string;
  /** DA and TM, for the order. */
  at: string;
}

/** What the panels can show of a study; colour palettes, raw data and the like have nothing to show. */
export function objectsOf(manifest: Pick<StudyManifest, 'series'>): StudyObject[] {
  return manifest.series
    .flatMap((series) =>
      series.instances.flatMap((instance): StudyObject[] => {
        const kind = kinds[instance.kind];
        if (!kind) return [];
        const { sopInstanceUid, label, contentDate, contentTime } = instance;
        const at = contentDate ? `${contentDate}${contentTime}` : `${series.date}${series.time}`;
        return [{ sopInstanceUid, kind, label: series.description || label, at }];
      }),
    )
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

const dateOf = (at: string) =>
  at.replace(/^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2}))?.*$/, (_, year, month, day, hour, minute) =>
    [`${year}-${month}-${day}`, hour && `${hour}:${minute}`].filter(Boolean).join(' '),
  );

export function StudyObjects(props: {
  manifest: Pick<StudyManifest, 'series'>;
  onShow?: ShowImage;
  onApply?: (sopInstanceUid: string) => void;
  load?: (sopInstanceUid: string, signal: AbortSignal) => Promise<ObjectView>;
}) {
  const { manifest, onShow, onApply, load } = props;
  const text = useObjectText();
  const objects = objectsOf(manifest);
  const [chosen, setChosen] = useState<string | null>(null);
  const open = objects.find(({ sopInstanceUid }) => sopInstanceUid === chosen) ?? objects[0];
  if (!open) return <div className="object-panel object-empty">{text('none')}</div>;
  return (
    <div className="study-objects">
      <ul aria-label={text('list')}>
        {objects.map(({ sopInstanceUid, kind, label, at }) => (
          <li key={sopInstanceUid} data-shown={sopInstanceUid === open.sopInstanceUid ? 'yes' : undefined}>
            <button
              type="button"
              className="quiet"
              data-testid="object-item"
              data-kind={kind}
              aria-current={sopInstanceUid === open.sopInstanceUid}
              onClick={() => setChosen(sopInstanceUid)}
            >
              <b>{text(kind)}</b>
              <span>{label}</span>
              <small>{dateOf(at)}</small>
            </button>
          </li>
        ))}
      </ul>
      <ObjectPanel sopInstanceUid={open.sopInstanceUid} onShow={onShow} onApply={onApply} load={load} />
    </div>
  );
}
