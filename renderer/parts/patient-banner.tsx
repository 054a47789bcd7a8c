// The patient banner: who this is, on every clinical screen, always in sight. Numbers come masked; showing one in full is logged.
import { Button, InputGroup } from '@blueprintjs/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { z } from 'zod';
import { ageText } from '../../core/kernel/age.ts';
import type { PatientBrief, RevealedIdentity, VisitBrief } from '../../core/patient/model.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { useRights } from '../client/session.tsx';
import { useLocale } from '../i18n/text.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { Fact, Field } from './field.tsx';
import { Glyph } from './glyph.tsx';
import { Modal } from './modal.tsx';
import { PatientNumber } from './patient-number.tsx';

interface PatientBannerProps {
  patient: z.infer<typeof PatientBrief>;
  /** Null for somebody without a visit, e.g. an exam that another hospital asks for. */
  visit: z.infer<typeof VisitBrief> | null;
  /** The instant that the age is told for. */
  on: string;
  critical: number;
  /** What the station adds at the right: specimen, state. */
  children?: ReactNode;
}

export function PatientBanner({ patient, visit, on, critical, children }: PatientBannerProps) {
  const text = useShellText();
  const locale = useLocale();
  const can = useRights();
  const [revealing, setRevealing] = useState(false);
  const allergies = patient.allergies ?? [];
  return (
    <section
      className={`banner ${critical > 0 ? 'has-critical' : ''}`}
      aria-label={text('banner')}
      data-testid="banner"
    >
      <strong className="banner-name" data-testid="banner-name">
        {patient.name}
      </strong>
      <span className="banner-main">
        {text(`sex.${patient.sex}`)}{' '}
        <b>{ageText(patient.birthDate, on, locale === 'en' ? 'en' : 'zh') || text('age.unknown')}</b>
      </span>
      <Fact name={text('banner.patient')}>
        <PatientNumber number={patient.number} none={text('none')} />
      </Fact>
      {visit ? (
        <>
          <Fact name={text(`visit.${visit.kind}`)}>
            <span className="number">{visit.number || text('none')}</span>
          </Fact>
          <Fact name={text('banner.department')}>
            {visit.departmentName}
            {visit.bed ? ` ${text('banner.bed', { bed: visit.bed })}` : ''}
          </Fact>
        </>
      ) : null}
      {visit?.diagnosis ? (
        <Fact name={text('banner.diagnosis')}>
          <span className="ellipsis banner-diagnosis" title={visit.diagnosis}>
            {visit.diagnosis}
          </span>
        </Fact>
      ) : null}
      {patient.identityNumberMasked ? (
        <Fact name={text('banner.identity')}>
          <span className="number">{patient.identityNumberMasked}</span>
          {can('patient.revealIdentity') ? (
            <button
              type="button"
              className="quiet"
              title={text('reveal')}
              aria-label={text('reveal')}
              onClick={() => setRevealing(true)}
            >
              <Glyph name="identity" />
            </button>
          ) : null}
        </Fact>
      ) : null}
      {allergies.length > 0 ? (
        <span className="banner-allergy">
          <Glyph name="warning" size={12} /> {text('banner.allergies')} {allergies.join(text('list.comma'))}
        </span>
      ) : null}
      {critical > 0 ? (
        <span className="critical-flag">
          <Glyph name="warning" size={12} /> {text('banner.critical', { count: critical })}
        </span>
      ) : null}
      <span className="banner-rest">{children}</span>
      {revealing ? <Reveal patient={patient} onClose={() => setRevealing(false)} /> : null}
    </section>
  );
}

const shownMilliseconds = 30_000;

/** Asks why, shows the numbers for half a minute. */
function Reveal({ patient, onClose }: { patient: PatientBannerProps['patient']; onClose: () => void }) {
  const text = useShellText();
  const { client } = useApi();
  const [reason, setReason] = useState('');
  const [shown, setShown] = useState<z.infer<typeof RevealedIdentity> | null>(null);
  const reveal = useCommand(client.patient.reveal, { onDone: setShown });
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(onClose, shownMilliseconds);
    return () => clearTimeout(timer);
  }, [shown, onClose]);
  const ask = () => reason.trim().length >= 2 && reveal.mutate({ patientId: patient.id, reason: reason.trim() });
  return (
    <Modal
      title={text('reveal.title', { name: patient.name })}
      onClose={onClose}
      onConfirm={shown ? onClose : ask}
      hint={text('reveal.logged')}
      footer={
        <Button type="submit" intent="primary" text={text(shown ? 'close' : 'reveal')} loading={reveal.isPending} />
      }
    >
      {shown ? (
        <dl className="revealed">
          <dt>{text('banner.identity')}</dt>
          <dd className="number">{shown.identityNumber ?? text('none')}</dd>
          <dt>{text('banner.phone')}</dt>
          <dd className="number">{shown.phone ?? text('none')}</dd>
        </dl>
      ) : (
        <Field label={text('reason')} required>
          {(id) => <InputGroup id={id} autoFocus value={reason} onValueChange={setReason} maxLength={200} />}
        </Field>
      )}
    </Modal>
  );
}

/** Before anybody is chosen the banner keeps its place. */
export function EmptyBanner({ hint }: { hint: string }) {
  return <section className="banner banner-empty">{hint}</section>;
}
