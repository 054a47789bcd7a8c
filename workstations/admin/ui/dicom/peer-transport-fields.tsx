// How a peer is secured: whether we call it over TLS, what it must use to call us, and by what its certificate is known.
import { Checkbox, InputGroup, TextArea } from '@blueprintjs/core';
import { type DicomPeer, incomingRules } from '../../../../core/imaging/peer-contract.ts';
import { Pick as PickOne } from '../../../../renderer/parts/choice.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { fingerprintsIn } from './fingerprints.ts';

export interface TransportDraft extends Pick<DicomPeer, 'tls' | 'certificateName' | 'incoming'> {
  /** As typed. */
  fingerprints: string;
}

export const mostFingerprints = 4;

export const goodFingerprints = (text: string): string[] | null => {
  const found = fingerprintsIn(text);
  return found && found.length <= mostFingerprints ? found : null;
};

interface TransportFieldsProps {
  draft: TransportDraft;
  change: (part: Partial<TransportDraft>) => void;
}

export function TransportFields({ draft, change }: TransportFieldsProps) {
  const text = useAdminText();
  return (
    <>
      <Field label={text('peer.incoming')} hint={text(`peer.incoming.${draft.incoming}.hint`)}>
        {(id) => (
          <PickOne
            id={id}
            fill
            label={text('peer.incoming')}
            value={draft.incoming}
            onChange={(incoming) => change({ incoming })}
            options={incomingRules.map((value) => ({ value, label: text(`peer.incoming.${value}`) }))}
            testId="peer-incoming"
          />
        )}
      </Field>
      <Field label={text('peer.tls')} hint={text('peer.tls.hint')}>
        {(id) => (
          <Checkbox
            id={id}
            checked={draft.tls}
            onChange={(event) => change({ tls: event.currentTarget.checked })}
            label={text('peer.tls.on')}
            data-testid="peer-tls"
          />
        )}
      </Field>
      {draft.tls ? (
        <Field label={text('peer.certificateName')} hint={text('peer.certificateName.hint')}>
          {(id) => (
            <InputGroup
              id={id}
              maxLength={255}
              value={draft.certificateName}
              onValueChange={(certificateName) => change({ certificateName })}
              data-testid="peer-certificate-name"
            />
          )}
        </Field>
      ) : null}
      <Field
        label={text('peer.fingerprints')}
        hint={text('peer.fingerprints.hint')}
        error={goodFingerprints(draft.fingerprints) === null ? text('peer.fingerprints.bad') : null}
      >
        {(id) => (
          <TextArea
            id={id}
            fill
            rows={3}
            className="peer-fingerprints"
            spellCheck={false}
            maxLength={600}
            value={draft.fingerprints}
            onChange={(event) => change({ fingerprints: event.currentTarget.value })}
            data-testid="peer-fingerprints"
          />
        )}
      </Field>
    </>
  );
}
