// A structured report to read: headings, values beside their names, remarks in small, references that lead to their image.
import { useMemo, useState } from 'react';
import type { OutlineNode, ReportOutline } from '../../../core/imaging/objects/sr-text.ts';
import type { MeasurementReport } from '../../../core/imaging/objects/tid1500-read.ts';
import { useLocale } from '../../i18n/text.tsx';
import { useObjectText } from './locales/use-object-text.ts';
import type { ObjectTextKey } from './locales/zh-CN.ts';
import type { ShowImage } from './object-panel.tsx';
import { firstItems, isFolded, moreItems, outlinePart } from './outline-part.ts';

const images = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(?!11\.|6[67]\.|88\.|104\.|9\.)/;

function Reference({ node, onShow }: { node: OutlineNode; onShow: ShowImage | undefined }) {
  const text = useObjectText();
  const { reference } = node;
  if (!reference) return null;
  const frames = reference.frames.join(', ');
  const { sopInstanceUid, sopClassUid } = reference;
  const isImage = images.test(sopClassUid);
  const words = frames ? text('reference.frames', { frames }) : text(isImage ? 'reference.image' : 'reference.object');
  if (!onShow || !isImage) return <span className="object-reference">{words}</span>;
  return (
    <button
      type="button"
      className="quiet object-reference"
      title={text('reference.show')}
      onClick={() => onShow({ sopInstanceUid, frame: reference.frames[0] ?? 1 })}
    >
      {words}
    </button>
  );
}

interface NodeProps {
  node: OutlineNode;
  depth: number;
  onShow: ShowImage | undefined;
}

/** A long list that few people read: drawn when somebody opens it. */
function Folded({ node, depth, onShow }: NodeProps) {
  const language = useLocale() === 'en' ? 'en' : 'zh';
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className="object-section"
      data-depth={Math.min(depth, 3)}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{node.name[language] || '—'}</summary>
      {isOpen ? (
        <div>
          <Items nodes={node.children} depth={depth + 1} onShow={onShow} />
        </div>
      ) : null}
    </details>
  );
}

function Node({ node, depth, onShow }: NodeProps) {
  const language = useLocale() === 'en' ? 'en' : 'zh';
  if (isFolded(node)) return <Folded node={node} depth={depth} onShow={onShow} />;
  const name = node.name[language];
  const value = node.value[language];
  const children = node.children.map((child, index) => (
    <Node key={index} node={child} depth={depth + 1} onShow={onShow} />
  ));
  if (node.kind === 'heading') {
    return (
      <details className="object-section" open data-depth={Math.min(depth, 3)}>
        <summary>{name || '—'}</summary>
        <div>{children}</div>
      </details>
    );
  }
  return (
    <div className="object-item" data-kind={node.kind} data-modifier={node.modifier ? 'yes' : undefined}>
      {name ? <span className="object-name">{name}</span> : null}
      {value ? <span className="object-value">{value}</span> : null}
      <Reference node={node} onShow={onShow} />
      {children.length > 0 ? <div className="object-under">{children}</div> : null}
    </div>
  );
}

/** A report of thousands of items is read from its beginning; the rest comes on request, and that there is more is said. */
function Items({
  nodes,
  depth,
  onShow,
}: {
  nodes: readonly OutlineNode[];
  depth: number;
  onShow: NodeProps['onShow'];
}) {
  const text = useObjectText();
  const [most, setMost] = useState(firstItems);
  const { part, total } = useMemo(() => outlinePart(nodes, most), [nodes, most]);
  return (
    <>
      {part.map((node, index) => (
        <Node key={index} node={node} depth={depth} onShow={onShow} />
      ))}
      {total > most ? (
        <p className="object-more" role="status" data-testid="object-more">
          {text('report.part', { shown: most, total })}
          <button type="button" onClick={() => setMost(most + moreItems)}>
            {text('report.more', { count: Math.min(moreItems, total - most) })}
          </button>
        </p>
      ) : null}
    </>
  );
}

const flags: Record<string, ObjectTextKey> = {
  COMPLETE: 'completion.COMPLETE',
  PARTIAL: 'completion.PARTIAL',
  VERIFIED: 'verification.VERIFIED',
  UNVERIFIED: 'verification.UNVERIFIED',
};

export function ReportPanel(props: {
  outline: ReportOutline;
  measurements: MeasurementReport;
  onShow: ShowImage | undefined;
}) {
  const { outline, measurements, onShow } = props;
  const text = useObjectText();
  const language = useLocale() === 'en' ? 'en' : 'zh';
  const said = (flag: string) => {
    const key = flags[flag];
    return key ? text(key) : flag;
  };
  const own = measurements.annotations.length;
  const others = measurements.foreign.length;
  return (
    <article className="object-report">
      <h2>{outline.title[language]}</h2>
      <p className="object-facts">
        <span>{[outline.date, outline.time].filter(Boolean).join(' ')}</span>
        {outline.completion ? <span className="object-chip">{said(outline.completion)}</span> : null}
        {outline.verification ? (
          <span className="object-chip" data-good={outline.verification === 'VERIFIED' ? 'yes' : undefined}>
            {said(outline.verification)}
          </span>
        ) : null}
        {outline.verifiers.length > 0 ? (
          <span>{text('verifiedBy', { names: outline.verifiers.join(', ') })}</span>
        ) : null}
        {outline.predecessors.length > 0 ? (
          <span>{text('predecessors', { count: outline.predecessors.length })}</span>
        ) : null}
        {own > 0 ? <span>{text('measurements.own', { count: own })}</span> : null}
        {others > 0 ? <span>{text('measurements.others', { count: others })}</span> : null}
      </p>
      <Items nodes={outline.body} depth={0} onShow={onShow} />
    </article>
  );
}
