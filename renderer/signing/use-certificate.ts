// What a sign dialog asks a person for, from the policy and the person's certificate; the password stays here until the act is done.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { ExamService } from '../../core/orders/exam.ts';
import type { CertificateUse } from '../../core/signing/model.ts';
import { reasonWords } from '../../core/signing/reasons.ts';
import { type Asking, askingOf } from '../../core/signing/rules.ts';
import { failureOf, sentenceOf } from '../client/failure.ts';
import { useOnline } from '../client/link.ts';
import { useApi } from '../client/provider.tsx';
import { clock } from '../format/time.ts';
import { useLocale } from '../i18n/text.tsx';
import { useSigningText } from './texts.ts';

/** Refusals that the dialog itself shows. */
export const certificateCodes = ['CERTIFICATE_PASSWORD', 'CERTIFICATE_LOCKED', 'SIGNATURE_NOT_MADE'];

export interface CertificateDesk {
  asking: Asking;
  /** Why nothing can be signed, or what was wrong with the last try. */
  fault: string | null;
  password: string;
  keep: boolean;
  /** What is asked for was given. */
  ready: boolean;
  setPassword: (password: string) => void;
  setKeep: (keep: boolean) => void;
  /** For the command. */
  given: CertificateUse | undefined;
  /** True when the refusal is about the certificate: it is shown here. */
  failed: (error: unknown) => boolean;
  done: () => void;
  /** Asks the server how things stand: an approval may have come meanwhile. */
  refresh: () => void;
}

export function useCertificate(service: ExamService): CertificateDesk {
  const text = useSigningText();
  const locale = useLocale();
  const online = useOnline();
  const { query } = useApi();
  const queries = useQueryClient();
  const mine = useQuery(query.signing.mine.queryOptions({ enabled: online, staleTime: 60_000 })).data;
  const [password, setTyped] = useState('');
  const [keep, setKeep] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const refresh = useCallback(
    () => void queries.invalidateQueries({ queryKey: query.signing.mine.key() }),
    [queries, query],
  );

  const policy = mine?.policies.find((one) => one.service === service)?.policy ?? 'off';
  const usable = mine !== undefined && 'certificateId' in mine.usable;
  const asking = askingOf(policy, usable, mine?.kept ?? false);
  const impossible = mine && asking === 'impossible' && 'reason' in mine.usable ? mine.usable.reason : null;
  const locked =
    mine?.lockedUntil && asking !== 'nothing' ? text('use.locked', { time: clock(mine.lockedUntil) }) : null;
  const wanted = asking === 'password' || asking === 'maybePassword';

  return {
    asking,
    fault: reasonWords(impossible, locale) ?? refusal ?? locked,
    password,
    keep,
    ready: asking === 'nothing' || asking === 'maybePassword' || (asking === 'password' && password !== ''),
    setPassword(typed) {
      setTyped(typed);
      setRefusal(null);
    },
    setKeep,
    given: wanted && password !== '' ? { password, keep } : undefined,
    failed(error) {
      const failure = failureOf(error);
      if (!certificateCodes.includes(failure.code)) return false;
      const left = failure.detail.left;
      const words = reasonWords(failure.detail.reason, locale) ?? sentenceOf(failure, locale);
      setRefusal([words, typeof left === 'number' ? text('use.left', { count: left }) : ''].filter(Boolean).join(' '));
      setTyped('');
      refresh();
      return true;
    },
    done() {
      setTyped('');
      setRefusal(null);
      if (wanted) refresh();
    },
    refresh,
  };
}
