// Paper, margins and print sizes of a layout, its logo, and for which exams it is taken.
import { Checkbox, InputGroup } from '@blueprintjs/core';
import { type PaperLayout, papers } from '../../../../core/reporting/paper-layout.ts';
import { shippedLayout } from '../../../../core/reporting/paper-shipped.ts';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { type AdminTextKey, useAdminText } from '../locales/use-admin-text.ts';
import { LogoField } from './logo-field.tsx';
import { NumberField } from './number-field.tsx';

interface PageFormProps {
  layout: PaperLayout;
  readOnly: boolean;
  institutions: readonly { id: string; name: string }[];
  modalities: readonly string[];
  onChange: (part: Partial<PaperLayout>, name: string) => void;
}

const usualQrMm = 20;
const usualHint = shippedLayout.foot.flatMap((block) => (block.kind === 'verification' ? block.hint : []))[0];

export function PageForm({ layout, readOnly, institutions, modalities, onChange }: PageFormProps) {
  const text = useAdminText();
  const { page } = layout;
  const figure = (
    name: 'topMm' | 'bottomMm' | 'sideMm' | 'bodyPt' | 'headingPt',
    bounds: { least: number; most: number; by: number; unit: string },
  ) => (
    <Field label={text(`layout.${name}` as AdminTextKey)}>
      {(id) => (
        <NumberField
          id={id}
          value={page[name]}
          {...bounds}
          disabled={readOnly}
          onChange={(value) => onChange({ page: { ...page, [name]: value } }, name)}
          testId={`layout-${name}`}
        />
      )}
    </Field>
  );
  const listed = (values: readonly string[], value: string, checked: boolean) =>
    checked ? [...values, value] : values.filter((one) => one !== value);
  // One that is no longer offered stays visible until it is taken out.
  const places = [
    ...institutions,
    ...layout.institutionIds.filter((id) => !institutions.some((one) => one.id === id)).map((id) => ({ id, name: id })),
  ];
  const devices = [...new Set([...modalities, ...layout.modalities])];
  return (
    <>
      <h3>{text('layout.page')}</h3>
      <Field label={text('layout.name')} required>
        {(id) => (
          <InputGroup
            id={id}
            maxLength={200}
            disabled={readOnly}
            value={layout.name}
            onValueChange={(name) => onChange({ name }, 'name')}
            data-testid="layout-name"
          />
        )}
      </Field>
      <Field label={text('layout.logo')}>
        {(id) => (
          <LogoField
            id={id}
            logoId={layout.logoId}
            readOnly={readOnly}
            onChange={(logoId) => {
              // A new logo is put in a free place beside the title, so that it is seen at once; a removed one leaves it.
              const head = layout.head.map((block) => {
                if (block.kind !== 'masthead') return block;
                const shown = block.left === 'logo' || block.right === 'logo';
                if (logoId !== null) return shown ? block : { ...block, left: 'logo' as const };
                return {
                  ...block,
                  left: block.left === 'logo' ? ('none' as const) : block.left,
                  right: block.right === 'logo' ? ('none' as const) : block.right,
                };
              });
              onChange({ logoId, head }, '');
            }}
          />
        )}
      </Field>
      <Field label={text('layout.paper')}>
        {() => (
          <span className="layout-ticks">
            <Segments
              label={text('layout.paper')}
              value={page.paper}
              onChange={(paper) => !readOnly && onChange({ page: { ...page, paper } }, '')}
              options={papers.map((value) => ({ value, label: value }))}
              testId="layout-paper"
            />
            <Segments
              label={text('layout.orientation')}
              value={page.orientation}
              onChange={(orientation) => !readOnly && onChange({ page: { ...page, orientation } }, '')}
              options={(['portrait', 'landscape'] as const).map((value) => ({
                value,
                label: text(`layout.orientation.${value}`),
              }))}
              testId="layout-orientation"
            />
          </span>
        )}
      </Field>
      <div className="layout-two">
        {figure('topMm', { least: 4, most: 40, by: 0.1, unit: 'mm' })}
        {figure('bottomMm', { least: 4, most: 40, by: 0.1, unit: 'mm' })}
        {figure('sideMm', { least: 5, most: 40, by: 0.1, unit: 'mm' })}
        {figure('bodyPt', { least: 7, most: 14, by: 0.1, unit: 'pt' })}
        {figure('headingPt', { least: 6, most: 30, by: 0.1, unit: 'pt' })}
        <Field label={text('layout.qr')}>
          {(id) => (
            <span className="layout-ticks">
              <Checkbox
                id={id}
                checked={layout.qrMm !== null}
                disabled={readOnly}
                onChange={({ currentTarget: { checked } }) => {
                  // The usual hint points at the code.
                  const foot = layout.foot.map((block) =>
                    block.kind === 'verification' && !checked && block.hint === usualHint
                      ? { ...block, hint: '' }
                      : block,
                  );
                  onChange({ qrMm: checked ? usualQrMm : null, foot }, '');
                }}
                data-testid="layout-qr"
              />
              {layout.qrMm === null ? null : (
                <NumberField
                  label={text('layout.qr')}
                  value={layout.qrMm}
                  least={14}
                  most={30}
                  by={0.1}
                  unit="mm"
                  disabled={readOnly}
                  onChange={(qrMm) => onChange({ qrMm }, 'qr')}
                />
              )}
            </span>
          )}
        </Field>
      </div>
      <h3>{text('layout.scope')}</h3>
      <p className="layout-hint">{text('layout.scope.hint')}</p>
      <Field
        label={text('layout.institutions')}
        hint={layout.institutionIds.length === 0 ? text('layout.any') : undefined}
      >
        {() => (
          <span className="layout-ticks">
            {places.map(({ id, name }) => (
              <Checkbox
                key={id}
                label={name}
                checked={layout.institutionIds.includes(id)}
                disabled={readOnly}
                onChange={({ currentTarget: { checked } }) =>
                  onChange({ institutionIds: listed(layout.institutionIds, id, checked) }, '')
                }
                data-testid={`layout-institution-${id}`}
              />
            ))}
          </span>
        )}
      </Field>
      <Field label={text('layout.modalities')} hint={layout.modalities.length === 0 ? text('layout.any') : undefined}>
        {() => (
          <span className="layout-ticks">
            {devices.map((modality) => (
              <Checkbox
                key={modality}
                label={modality}
                checked={layout.modalities.includes(modality)}
                disabled={readOnly}
                onChange={({ currentTarget: { checked } }) =>
                  onChange({ modalities: listed(layout.modalities, modality, checked) }, '')
                }
              />
            ))}
          </span>
        )}
      </Field>
      <Field label={text('layout.rank')} hint={text('layout.rank.hint')}>
        {(id) => (
          <NumberField
            id={id}
            value={layout.rank}
            least={0}
            most={99}
            by={1}
            disabled={readOnly}
            onChange={(rank) => onChange({ rank }, 'rank')}
          />
        )}
      </Field>
      <Field label={text('layout.state')}>
        {(id) => (
          <Pick
            id={id}
            label={text('layout.state')}
            value={layout.active ? 'on' : 'off'}
            disabled={readOnly}
            onChange={(value) => onChange({ active: value === 'on' }, '')}
            options={[
              { value: 'on', label: text('layout.on') },
              { value: 'off', label: text('layout.off') },
            ]}
            testId="layout-active"
          />
        )}
      </Field>
    </>
  );
}
