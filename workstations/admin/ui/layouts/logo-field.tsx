// The logo of a layout: sent to the server at once, which decodes it and says why it does not take one (RAD-41).
import { Button } from '@blueprintjs/core';
import { useRef, useState } from 'react';
import { logoLimits } from '../../../../core/reporting/paper-layout-contract.ts';
import { failureOf } from '../../../../renderer/client/failure.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { base64Of } from '../../../../renderer/parts/file-content.ts';
import { type AdminTextKey, useAdminText } from '../locales/use-admin-text.ts';

const reasons: Readonly<Record<string, AdminTextKey>> = {
  tooLarge: 'layout.logo.tooLarge',
  kind: 'layout.logo.kind',
  broken: 'layout.logo.broken',
  pixels: 'layout.logo.pixels',
  shape: 'layout.logo.shape',
  script: 'layout.logo.script',
  reference: 'layout.logo.reference',
  doctype: 'layout.logo.doctype',
  text: 'layout.logo.text',
  notSvg: 'layout.logo.notSvg',
  elementUnknown: 'layout.logo.elementUnknown',
  tooDeep: 'layout.logo.tooDeep',
};

interface LogoFieldProps {
  id: string;
  logoId: string | null;
  readOnly: boolean;
  onChange: (logoId: string | null) => void;
}

export function LogoField({ id, logoId, readOnly, onChange }: LogoFieldProps) {
  const text = useAdminText();
  const { client } = useApi();
  const input = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const save = useCommand(client.examReports.saveLogo, {
    handles: ['INPUT_INVALID'],
    onDone: (logo) => {
      setTrouble(null);
      onChange(logo.id);
    },
    onFailed: (error) => {
      const { code, detail } = failureOf(error);
      const key = reasons[String(detail.reason)];
      if (code === 'INPUT_INVALID') setTrouble(text(key ?? 'layout.logo.broken', { what: String(detail.what ?? '') }));
    },
  });
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > logoLimits.bytes) {
      setTrouble(text('layout.logo.tooLarge'));
      return;
    }
    const read = await base64Of(file).catch(() => null);
    if (read === null) setTrouble(text('layout.logo.unreadable'));
    else save.mutate({ file: read });
  };
  return (
    <>
      <div className="layout-logo">
        {logoId ? (
          <img src={`/exam-reports/logo?id=${logoId}`} alt={text('layout.logo')} data-testid="logo-shown" />
        ) : null}
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/svg+xml"
          hidden
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
          data-testid="logo-file"
        />
        <Button
          id={id}
          size="small"
          disabled={readOnly}
          loading={save.isPending}
          text={text('layout.logo.choose')}
          onClick={() => input.current?.click()}
        />
        {logoId && !readOnly ? (
          <Button
            size="small"
            text={text('layout.logo.remove')}
            onClick={() => onChange(null)}
            data-testid="logo-remove"
          />
        ) : null}
      </div>
      {trouble ? (
        <small className="field-error" role="alert" data-testid="logo-trouble">
          {trouble}
        </small>
      ) : (
        <small>{text('layout.logo.hint')}</small>
      )}
    </>
  );
}
