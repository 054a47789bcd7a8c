// A file of certificate authorities, chosen and sent: those that signatures are believed by, and those of DICOM connections.
import { useState } from 'react';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { failureOf, sentenceOf } from '../../../../renderer/client/failure.ts';
import { useCommand } from '../../../../renderer/client/provider.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import type { ChosenFile } from '../../../../renderer/parts/file-choice.tsx';
import { FileField } from '../../../../renderer/signing/file-field.tsx';

interface Told {
  /** It was taken. */
  onDone: () => void;
  /** What to say of a file that the server does not take. @param what which fields, or its own sentence */
  refusal: (what: string) => string;
}

export type AuthorityFile = ReturnType<typeof useAuthorityFile>;

/** @param call adds the authorities of a file, base64 */
export function useAuthorityFile(
  call: (input: { command: CommandMeta; file: string }) => Promise<unknown>,
  { onDone, refusal }: Told,
) {
  const locale = useLocale();
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const add = useCommand(call, {
    handles: ['INPUT_INVALID'],
    onDone: () => {
      setFile(null);
      onDone();
    },
    onFailed: (error) => {
      const failure = failureOf(error);
      const { fields } = failure.detail;
      setFault(refusal(Array.isArray(fields) ? fields.join(' ') : (sentenceOf(failure, locale) ?? '')));
    },
  });
  return {
    file,
    fault,
    busy: add.isPending,
    choose: (chosen: ChosenFile) => {
      setFile(chosen);
      setFault(null);
    },
    send: () => {
      setFault(null);
      if (file && !add.isPending) add.mutate({ file: file.content });
    },
  };
}

interface AuthorityFileFieldProps {
  of: AuthorityFile;
  label: string;
  hint?: string;
  className: string;
  testId: string;
}

export function AuthorityFileField({ of: { file, fault, choose }, testId, ...said }: AuthorityFileFieldProps) {
  return (
    <Field {...said} error={fault}>
      {(id) => <FileField id={id} accept=".pem,.crt,.cer,.der" file={file} onChange={choose} testId={testId} />}
    </Field>
  );
}
