// The part of a sign dialog that asks for the certificate's password, or says why it cannot be signed.
import { Checkbox, InputGroup } from '@blueprintjs/core';
import { useEffect } from 'react';
import { Field } from '../parts/field.tsx';
import { Glyph } from '../parts/glyph.tsx';
import './signing.css';
import { useSigningText } from './texts.ts';
import type { CertificateDesk } from './use-certificate.ts';

export function CertificateFields({ desk }: { desk: CertificateDesk }) {
  const text = useSigningText();
  const { refresh } = desk;
  useEffect(refresh, [refresh]);
  if (desk.asking === 'nothing') return null;
  return (
    <fieldset className="witness certificate-use" data-testid="certificate-use">
      <legend>{text('use.legend')}</legend>
      {desk.asking === 'impossible' ? null : (
        <>
          <Field
            label={text('use.password')}
            required={desk.asking === 'password'}
            hint={text(desk.asking === 'password' ? 'use.required' : 'use.optional')}
          >
            {(id) => (
              <InputGroup
                id={id}
                type="password"
                autoFocus
                autoComplete="off"
                maxLength={200}
                value={desk.password}
                onValueChange={desk.setPassword}
                data-testid="certificate-password"
              />
            )}
          </Field>
          <Field label="">
            {(id) => (
              <Checkbox
                id={id}
                checked={desk.keep}
                label={text('use.keep')}
                onChange={(event) => desk.setKeep(event.currentTarget.checked)}
                data-testid="certificate-keep"
              />
            )}
          </Field>
        </>
      )}
      {desk.fault ? (
        <p className="certificate-fault" role="alert" data-testid="certificate-fault">
          <Glyph name="warning" size={14} /> {desk.fault}
        </p>
      ) : null}
    </fieldset>
  );
}
