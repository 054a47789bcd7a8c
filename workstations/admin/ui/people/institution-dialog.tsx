// Making or changing an institution (RAD-76, RAD-77): whom it may ask, what it reads and where, who acts for it; one is switched off, never removed.
import { Checkbox, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import type { ExamService } from '../../../../core/orders/exam.ts';
import { InstitutionEntry } from '../../../../core/orders/institution.ts';
import { asCode, CreditCode, LicenceNumber } from '../../../../core/orders/institution-code.ts';
import { possibleSuperiors } from '../../../../core/orders/network.ts';
import { failureOf } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { ConfirmButton } from '../../../../renderer/parts/confirm-button.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { Boxes } from './boxes.tsx';
import { ConfirmersField } from './confirmers-field.tsx';
import type { NamedChoice } from './use-organisation.ts';

interface InstitutionDialogProps {
  /** Null makes a new one. */
  institution: InstitutionEntry | null;
  departments: readonly NamedChoice[];
  /** All of them, those switched off too. */
  register: readonly InstitutionEntry[];
  onClose: () => void;
  onDone: (saved: InstitutionEntry) => void;
}

const services = ['radiology', 'ecg'] as const;

const fresh: InstitutionEntry = {
  id: '',
  name: '',
  nameEn: '',
  reads: [],
  own: false,
  active: true,
  departmentIds: [],
  hl7Peer: '',
  hl7Facilities: [],
  openDepartments: [],
  superiorIds: [],
  ...{ address: '', level: '', contact: '', phone: '', creditCode: '', licenceNumber: '' },
};

/** What is entered as a line of text, with its longest. */
const lines = ['level', 'address', 'contact', 'phone'] as const;

const codes = [
  { name: 'creditCode', form: CreditCode },
  { name: 'licenceNumber', form: LicenceNumber },
] as const;

export function InstitutionDialog(props: InstitutionDialogProps) {
  const { institution, departments, register, onClose, onDone } = props;
  const text = useAdminText();
  const locale = useLocale();
  const { client } = useApi();
  const [draft, setDraft] = useState(institution ?? fresh);
  const [facilities, setFacilities] = useState(draft.hl7Facilities?.join(' ') ?? '');
  // Its first senders number patients by themselves until somebody says otherwise: two persons under one number is the greater harm.
  const [apart, setApart] = useState<boolean>();
  const hadSenders = (institution?.hl7Facilities?.length ?? 0) > 0;
  const change = (part: Partial<InstitutionEntry>) => setDraft((before) => ({ ...before, ...part }));
  const save = useCommand(client.orders.saveInstitution, { handles: ['DUPLICATE'], onDone });
  const senders = facilities.split(/[\s,，、]+/u).filter(Boolean);
  const entry: InstitutionEntry = {
    ...draft,
    name: draft.name.trim(),
    nameEn: draft.nameEn.trim(),
    hl7Peer: draft.hl7Peer.trim(),
    hl7Facilities: senders,
    ownNumbers: !draft.own && (apart ?? (hadSenders ? draft.ownNumbers : senders.length > 0)),
    address: draft.address.trim(),
    level: draft.level.trim(),
    contact: draft.contact.trim(),
    phone: draft.phone.trim(),
    creditCode: asCode(draft.creditCode ?? ''),
    licenceNumber: asCode(draft.licenceNumber ?? ''),
  };
  const others = register.filter(({ id }) => id !== draft.id);
  const elsewhere = new Set(others.flatMap(({ departmentIds }) => departmentIds));
  // What no institution names belongs to the server's own.
  const own = departments.filter(({ value }) =>
    draft.own ? !elsewhere.has(value) : draft.departmentIds.includes(value),
  );
  const superiors = possibleSuperiors([...others, draft], draft.id).filter(
    ({ id, active }) => active || draft.superiorIds.includes(id),
  );
  const openOf = (service: ExamService) =>
    draft.openDepartments.flatMap((one) => (one.service === service ? [one.departmentId] : []));
  const setSuperiorFor = (superiorId: string, values: readonly string[]) => {
    const chosen = services.filter((one) => values.includes(one));
    const others = (draft.superiorLimits ?? []).filter((one) => one.superiorId !== superiorId);
    // For all of them is no limit: what is added later is meant too.
    const limit = chosen.length === services.length ? [] : [{ superiorId, services: chosen }];
    change({ superiorLimits: [...others, ...limit] });
  };
  const setReads = (values: readonly string[]) => {
    const reads = services.filter((one) => values.includes(one));
    change({
      reads,
      openDepartments: draft.openDepartments.filter(({ service }) => reads.includes(service)),
      confirmers: draft.confirmers?.filter(({ service }) => reads.includes(service)),
    });
  };
  const setDepartments = (departmentIds: string[]) =>
    change({
      departmentIds,
      openDepartments: draft.openDepartments.filter(
        ({ departmentId }) => draft.own || departmentIds.includes(departmentId),
      ),
    });
  const good = InstitutionEntry.safeParse(entry).success;
  const failure = save.error ? failureOf(save.error) : null;
  const trouble =
    failure?.code !== 'DUPLICATE'
      ? null
      : failure.detail.what === 'facility'
        ? text('institution.facilityTaken', {
            code: String(failure.detail.facility ?? ''),
            name: String(failure.detail.institution ?? ''),
          })
        : failure.detail.what === 'department'
          ? text('institution.departmentTaken', { name: String(failure.detail.institution ?? '') })
          : text('code.taken');
  const send = () => {
    if (good && !save.isPending) save.mutate({ institution: entry, isNew: institution === null });
  };
  return (
    <Modal
      title={text(institution ? 'institution.edit' : 'institution.new')}
      onClose={onClose}
      onConfirm={send}
      width={760}
      testId="institution-dialog"
      footer={<ConfirmButton word={text('save')} off={!good} busy={save.isPending} testId="institution-save" />}
    >
      {trouble ? (
        <p className="admin-trouble lead" role="alert">
          {trouble}
        </p>
      ) : null}
      <Field label={text('code')} required hint={institution ? undefined : text('institution.code.hint')}>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus={!institution}
            disabled={institution !== null}
            maxLength={64}
            value={draft.id}
            onValueChange={(value) => change({ id: value.trim() })}
            data-testid="institution-id"
          />
        )}
      </Field>
      <Field label={text('institution.name')} required>
        {(id) => (
          <InputGroup
            id={id}
            autoFocus={institution !== null}
            maxLength={200}
            value={draft.name}
            onValueChange={(name) => change({ name })}
            data-testid="institution-name"
          />
        )}
      </Field>
      <Field label={text('nameEn')}>
        {(id) => (
          <InputGroup id={id} maxLength={200} value={draft.nameEn} onValueChange={(nameEn) => change({ nameEn })} />
        )}
      </Field>
      <Field label={text('institution.reads')} hint={text('institution.reads.hint')}>
        {() => (
          <Boxes
            label={text('institution.reads')}
            choices={services.map((value) => ({ value, label: text(`institution.service.${value}`) }))}
            values={draft.reads}
            onChange={setReads}
            testId="institution-reads"
          />
        )}
      </Field>
      {draft.reads.map((service) => (
        <Field
          key={service}
          label={text(`institution.open.${service}`)}
          hint={text(own.length > 0 ? 'institution.open.hint' : 'institution.open.none')}
        >
          {() => (
            <Boxes
              label={text(`institution.open.${service}`)}
              choices={own}
              values={openOf(service)}
              onChange={(departmentIds) =>
                change({
                  openDepartments: [
                    ...draft.openDepartments.filter((one) => one.service !== service),
                    ...departmentIds.map((departmentId) => ({ service, departmentId })),
                  ],
                })
              }
              testId={`institution-open-${service}`}
            />
          )}
        </Field>
      ))}
      {draft.reads.map((service) => (
        <ConfirmersField
          key={service}
          service={service}
          institution={draft}
          isSaved={institution !== null}
          register={register}
          onChange={(confirmers) => change({ confirmers })}
        />
      ))}
      <Field label={text('institution.superiors')} hint={text('institution.superiors.hint')}>
        {() => (
          <Boxes
            label={text('institution.superiors')}
            choices={superiors.map((each) => ({ value: each.id, label: pickName(locale, each) }))}
            values={draft.superiorIds}
            onChange={(superiorIds) =>
              change({
                superiorIds,
                superiorLimits: (draft.superiorLimits ?? []).filter(({ superiorId }) =>
                  superiorIds.includes(superiorId),
                ),
              })
            }
            testId="institution-superiors"
          />
        )}
      </Field>
      {draft.superiorIds.length > 0 ? (
        <Field label={text('institution.superiorFor')}>
          {() => (
            <div className="superior-limits">
              {draft.superiorIds.map((superiorId) => {
                const superior = register.find(({ id }) => id === superiorId);
                const name = superior ? pickName(locale, superior) : superiorId;
                return (
                  <div key={superiorId}>
                    <span>{name}</span>
                    <Boxes
                      label={name}
                      choices={services.map((value) => ({ value, label: text(`institution.service.${value}`) }))}
                      values={draft.superiorLimits?.find((one) => one.superiorId === superiorId)?.services ?? services}
                      onChange={(values) => setSuperiorFor(superiorId, values)}
                      testId={`institution-superior-${superiorId}`}
                    />
                  </div>
                );
              })}
            </div>
          )}
        </Field>
      ) : null}
      <Field label={text('institution.departments')} hint={text('institution.departments.hint')}>
        {() => (
          <Boxes
            label={text('institution.departments')}
            choices={departments}
            values={draft.departmentIds}
            onChange={setDepartments}
            testId="institution-departments"
          />
        )}
      </Field>
      <div className="admin-fields">
        {lines.map((name) => (
          <Field key={name} label={text(`institution.${name}`)}>
            {(id) => (
              <InputGroup
                id={id}
                maxLength={200}
                value={draft[name]}
                onValueChange={(value) => change({ [name]: value })}
                data-testid={`institution-${name}`}
              />
            )}
          </Field>
        ))}
        {codes.map(({ name, form }) => (
          <Field
            key={name}
            label={text(`institution.${name}`)}
            error={form.safeParse(entry[name]).success ? null : text(`institution.${name}.wrong`)}
          >
            {(id) => (
              <InputGroup
                id={id}
                maxLength={40}
                value={draft[name] ?? ''}
                onValueChange={(value) => change({ [name]: value })}
                data-testid={`institution-${name}`}
              />
            )}
          </Field>
        ))}
      </div>
      <Field label={text('institution.hl7')} hint={text('institution.hl7.hint')}>
        {(id) => (
          <InputGroup id={id} maxLength={64} value={draft.hl7Peer} onValueChange={(hl7Peer) => change({ hl7Peer })} />
        )}
      </Field>
      <Field
        label={text('institution.facilities')}
        hint={text(draft.own ? 'institution.facilities.own' : 'institution.facilities.hint')}
      >
        {(id) => (
          <InputGroup
            id={id}
            maxLength={400}
            value={facilities}
            onValueChange={setFacilities}
            data-testid="institution-facilities"
          />
        )}
      </Field>
      {draft.own || entry.hl7Facilities?.length === 0 ? null : (
        <Field label={text('institution.ownNumbers')} hint={text('institution.ownNumbers.hint')}>
          {(id) => (
            <Checkbox
              id={id}
              checked={entry.ownNumbers ?? false}
              onChange={(event) => setApart(event.currentTarget.checked)}
              label={text('institution.ownNumbers.own')}
              data-testid="institution-own-numbers"
            />
          )}
        </Field>
      )}
      <Field label={text('institution.state')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.active}
            disabled={draft.own}
            onChange={(event) => change({ active: event.currentTarget.checked })}
            label={text('institution.active')}
          />
        )}
      </Field>
    </Modal>
  );
}
