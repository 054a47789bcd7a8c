// The exam of images that nobody registered, registered at the images and matched with them in one step (补登记, RAD-07). A number in the
// images chooses nobody: who is on file is shown, and taken only by a person's word.
import { Button, Callout } from '@blueprintjs/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { parseDay } from '../../../../core/kernel/age.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { PatientBrief, Sex } from '../../../../core/patient/model.ts';
import { useEntryPlaces } from '../../../../renderer/client/entry-places.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { shownDate, shownName } from '../../../../renderer/imaging/index.ts';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Field, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { PatientNumber } from '../../../../renderer/parts/patient-number.tsx';
import { useSettled } from '../../../../renderer/parts/use-settled.ts';
import { PatientSearch } from '../desk/patient-search.tsx';
import { RegisterFields, useRadiologyItems } from '../desk/register-fields.tsx';
import { type FormValues, missing, registrationOf, withPatient } from '../desk/register-form.ts';
import { type DeskTextKey, useDeskText } from '../desk/texts.ts';
import { sexIn, useExternalText } from './external-texts.ts';
import { differsFrom, formOfStudy, imagesAgainst } from './make-form.ts';
import type { Study } from './matching.ts';
import { useArchiveText } from './texts.ts';

interface MakeDialogProps {
  study: Study;
  /** As it was when the question was put. */
  revision: number;
  /** An exam that it may belong to. */
  likely: ExamDocument | undefined;
  onClose: () => void;
  onDone: (exam: ExamDocument) => void;
}

/** The form once the items are known: they fill it. */
export function MakeDialog(props: MakeDialogProps) {
  const items = useRadiologyItems();
  const [start, setStart] = useState<FormValues | null>(null);
  if (start === null && items) setStart(formOfStudy(props.study, items));
  return start === null ? null : <FilledDialog {...props} start={start} />;
}

const lackWords: Record<ReturnType<typeof missing>[number], DeskTextKey> = {
  name: 'form.name',
  number: 'form.number',
  item: 'form.item',
  modality: 'form.modality',
  department: 'form.department',
};

/** Who is on file under the number of a form; while `pending` as it was, so that nothing jumps. */
function useOnFile({ number, name, sex, birthDate }: FormValues, institutionId: string | undefined) {
  const { query } = useApi();
  const typed = JSON.stringify({
    number: number.trim(),
    name: name.trim(),
    sex,
    birthDate: parseDay(birthDate) ? birthDate : null,
  });
  const asked = useSettled(typed, 250);
  const none = number.trim() === '';
  const patient: { number: string; name: string; sex: Sex; birthDate: string | null } = JSON.parse(asked);
  const found = useQuery({
    ...query.imaging.onFile.queryOptions({ input: { patient, ...(institutionId ? { institutionId } : {}) } }),
    enabled: !none && patient.number !== '',
    placeholderData: keepPreviousData,
  });
  if (none) return { onFile: null, pending: false, failed: false };
  const pending = asked !== typed || found.isPlaceholderData || !found.data;
  return { onFile: found.data?.patient ?? null, pending, failed: found.isError };
}

function FilledDialog({ study, revision, likely, start, onClose, onDone }: MakeDialogProps & { start: FormValues }) {
  const text = useArchiveText();
  const desk = useDeskText();
  const shell = useShellText();
  const outside = useExternalText();
  const locale = useLocale();
  const { client } = useApi();
  const places = useEntryPlaces('radiology');
  const [placeId, setPlaceId] = useState('');
  const place =
    places.find(({ id }) => id === placeId) ?? places.find(({ name }) => name === study.institution) ?? places[0];
  const [form, setForm] = useState(start);
  const [chosen, setChosen] = useState<PatientBrief | null>(null);
  const elsewhere = place && !place.own ? place.id : undefined;
  const { onFile, pending, failed } = useOnFile(form, elsewhere);
  // Whoever changes what was taken over says that it is somebody else.
  const isStill = chosen?.number === '' ? form.number.trim() === '' : onFile?.id === chosen?.id;
  const known = chosen && isStill && differsFrom(form, chosen).length === 0 ? chosen : null;
  // Whose number it is, or who was chosen by name without one.
  const found = onFile ?? (known?.number === '' ? known : null);
  const choose = (patient: PatientBrief) => {
    setChosen(patient);
    setForm((before) => withPatient(before, patient));
  };
  const make = useCommand(client.imaging.registerStudy, { onDone: ({ exam }) => onDone(exam) });
  const lacks = missing(form).filter((field) => field !== 'number');
  const off =
    lacks.length > 0
      ? desk('form.missing', { fields: lacks.map((field) => desk(lackWords[field])).join(shell('list.comma')) })
      : pending
        ? text(failed ? 'make.unchecked' : 'make.checking')
        : onFile && !known
          ? text('make.whose')
          : null;
  const send = () => {
    if (off !== null || make.isPending) return;
    make.mutate({
      studyUid: study.uid,
      expectedRevision: revision,
      exam: { ...registrationOf(form), service: 'radiology' },
      knownPatientId: known?.id ?? null,
      ...(elsewhere ? { institutionId: elsewhere } : {}),
    });
  };
  const contradicts = found ? imagesAgainst(start, found) : [];
  return (
    <Modal
      title={text('make.title')}
      onClose={onClose}
      onConfirm={send}
      width="min(980px, 96vw)"
      testId="make-dialog"
      hint={off}
      footer={
        <Button type="submit" intent="primary" disabled={off !== null} loading={make.isPending} data-testid="make-send">
          {text('make.send')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <p className="exam-line make-said" data-testid="make-said">
        <span className="note">{text('make.said')}</span>
        <b>{shownName(study.patientName) || '—'}</b>
        <span>{[sexIn(study, outside), shownDate(study.birthDate)].filter(Boolean).join(' ')}</span>
        <span className="number">{study.patientId}</span>
        <span>
          {[...study.modalities, ...study.bodyParts, study.description].filter((word) => word !== '').join(' ')}
        </span>
        <span>{study.institution}</span>
      </p>
      {likely ? (
        <Callout intent="warning" compact className="make-likely">
          {text('make.likely', { accession: likely.accessionNumber, name: likely.patient.name })}
        </Callout>
      ) : null}
      <RegisterFields
        form={form}
        onForm={setForm}
        numberOptional
        numberNote={
          found ? (
            <Callout
              intent={known ? 'success' : 'warning'}
              compact
              className="make-on-file"
              data-testid="make-on-file"
              data-chosen={known !== null}
            >
              {text(known ? 'make.taken.over' : 'make.onFile')} <b>{found.name}</b> {shell(`sex.${found.sex}`)}{' '}
              <span className="number">{found.birthDate ?? ''}</span>{' '}
              {found.number === '' ? text('make.numberless') : <PatientNumber number={found.number} />}
              {contradicts.map((each) => (
                <span key={each} className="contradicts">
                  {' '}
                  ✗ {text(`against.${each}`)}
                </span>
              ))}
              {known ? null : (
                <Button size="small" onClick={() => choose(found)} data-testid="make-same">
                  {text('make.same')}
                </Button>
              )}
            </Callout>
          ) : (
            <p className="note">{text('make.number.hint')}</p>
          )
        }
        who={
          <>
            {place && places.length > 1 ? (
              <Field label={text('make.place')}>
                {(id) => (
                  <Pick
                    id={id}
                    fill
                    label={text('make.place')}
                    value={place.id}
                    onChange={setPlaceId}
                    options={places.map((one) => ({ value: one.id, label: pickName(locale, one) }))}
                    testId="make-place"
                  />
                )}
              </Field>
            ) : null}
            <Field label={desk('form.known')}>{(id) => <PatientSearch id={id} onPick={choose} />}</Field>
          </>
        }
        when={
          <Field label={text('make.taken')}>
            {(id) => (
              <output id={id}>
                {[shownDate(study.date), study.time.replace(/^(\d{2})(\d{2}).*$/u, '$1:$2')]
                  .filter(Boolean)
                  .join(' ') || '—'}
              </output>
            )}
          </Field>
        }
      />
    </Modal>
  );
}
