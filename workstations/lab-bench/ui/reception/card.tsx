// The newest scan in large letters: what came of it, whose tube, which tube, and what can be done with it.
import { Button } from '@blueprintjs/core';
import { tubePrompt } from '../../../../core/lab/barcode-groups.ts';
import type { Dictionaries } from '../../../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import type { Action } from '../../../../renderer/keys/actions.tsx';
import { Fact, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { HeldNotice } from './held-notice.tsx';
import { outcomeLook } from './outcome-look.ts';
import type { ScanEntry } from './sitting.ts';
import { useReceptionText } from './texts.ts';
import { useOutcomeLines } from './use-outcome-lines.ts';

interface CardProps {
  entry: ScanEntry | null;
  document: SpecimenDocument | null;
  dictionaries: Dictionaries | null;
  online: boolean;
  receive: Action;
  reject: Action;
  label: Action;
  register: Action;
}

export function ReceptionCard(props: CardProps) {
  const text = useReceptionText();
  const { entry, document, online } = props;
  const linesOf = useOutcomeLines(online);
  if (!entry)
    return (
      <section className="reception-card" data-testid="reception-card" data-outcome="none">
        <EmptyPanel glyph="barcode" title={text('card.empty')} hint={text('card.empty.hint')} />
      </section>
    );
  const look = outcomeLook[entry.outcome];
  const [first, ...more] = linesOf(entry, document);
  const pending = (document?.pendingCommands ?? 0) > 0;
  return (
    <section
      className={`reception-card reception-is-${look.tone}`}
      data-testid="reception-card"
      data-outcome={entry.outcome}
    >
      <div key={entry.key} className="reception-outcome" role={look.tone === 'bad' ? 'alert' : 'status'}>
        <Glyph name={look.glyph} size={34} />
        <div>
          <strong>{text(`outcome.${entry.outcome}`)}</strong>
          {first ? <span>{first}</span> : null}
          {more.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </div>
        {pending ? (
          <span className="reception-pending" title={text('pending.hint')}>
            <Glyph name="time" /> {text('pending')}
          </span>
        ) : null}
        {document?.sampleNumber ? <b className="reception-number number">{document.sampleNumber}</b> : null}
      </div>
      {document ? <HeldNotice barcode={document.barcode} version={document.version} /> : null}
      {document ? <Tube document={document} dictionaries={props.dictionaries} /> : null}
      <div className="reception-acts">
        {document ? (
          <>
            <Act action={props.receive} primary testId="reception-receive" />
            <Act action={props.reject} testId="reception-reject" />
            <Act action={props.label} testId="reception-label" />
          </>
        ) : entry.outcome === 'unknown' ? (
          <Act action={props.register} primary testId="reception-register" />
        ) : null}
      </div>
    </section>
  );
}

function Tube({ document, dictionaries }: { document: SpecimenDocument; dictionaries: Dictionaries | null }) {
  const text = useReceptionText();
  const locale = useLocale();
  const container = dictionaries?.container[document.container];
  const group = dictionaries?.group[document.groupId];
  const tube = dictionaries
    ? tubePrompt(document, dictionaries, locale === 'en' ? 'en' : 'zh')
    : `${document.container} · ${document.specimenType}`;
  return (
    <div className="reception-facts">
      <div className="reception-tube">
        <i style={container ? { background: container.colour } : undefined} aria-hidden />
        <strong>{tube}</strong>
        {document.urgent ? (
          <span className="reception-urgent">
            <Glyph name="urgent" /> {text('urgent')}
          </span>
        ) : null}
        <Fact name={text('group')}>{group ? pickName(locale, group) : document.groupId}</Fact>
        <Fact name={text('scan')}>
          <span className="number">{document.barcode}</span>
        </Fact>
      </div>
      <ul className="reception-items" aria-label={text('items')}>
        {document.items.map((item) => (
          <li key={item.orderId}>{item.itemName}</li>
        ))}
      </ul>
      <div className="reception-orders">
        <Fact name={text('doctor')}>
          {document.orderingDoctor || '—'} · {document.visit.departmentName || '—'}
        </Fact>
        <Fact name={text('ordered')}>{dateTime(document.milestones.orderedAt) || '—'}</Fact>
        <Fact name={text('collected')}>
          {dateTime(document.milestones.collectedAt) || '—'} {document.collectedBy?.name ?? ''}
        </Fact>
        {document.clinicalNote ? <Fact name={text('note')}>{document.clinicalNote}</Fact> : null}
      </div>
    </div>
  );
}

function Act({ action, primary, testId }: { action: Action; primary?: boolean; testId: string }) {
  return (
    <Button
      intent={primary && !action.off ? 'primary' : 'none'}
      disabled={Boolean(action.off)}
      title={action.off ?? undefined}
      onClick={action.run}
      data-testid={testId}
    >
      {action.label} <KeyCap name={action.keys?.[0] ?? ''} />
    </Button>
  );
}
