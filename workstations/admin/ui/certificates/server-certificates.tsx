// Certificates of the server's own doors: what is wrong with them is told on every screen of the administration, and stands here until it is mended.
import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import {
  type ServerCertificate,
  type ServerCertificateState,
  serverCertificateState,
} from '../../../../core/identity/server-certificate.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { day } from '../../../../renderer/format/time.ts';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { printed } from '../dicom/fingerprints.ts';
import { useAdminText } from '../locales/use-admin-text.ts';

/** A renewal goes by in seconds; who waits for it sees it within this. */
const everyMs = 30_000;

const looks = {
  good: { tone: 'final', glyph: 'done' },
  endsSoon: { tone: 'waiting', glyph: 'time' },
  refused: { tone: 'waiting', glyph: 'warning' },
  expired: { tone: 'withdrawn', glyph: 'error' },
} as const satisfies Record<ServerCertificateState, { tone: StateTone; glyph: GlyphName }>;

function useServerCertificates(): (ServerCertificate & { state: ServerCertificateState })[] {
  const { query } = useApi();
  const may = useRights()('identity.admin');
  const list = useQuery({
    ...query.identity.serverCertificates.queryOptions({ staleTime: 0, refetchInterval: everyMs }),
    enabled: may,
  });
  const now = new Date();
  return (list.data ?? []).map((one) => ({ ...one, state: serverCertificateState(one, now) }));
}

const troubled = (one: { state: ServerCertificateState }): boolean => one.state !== 'good';

export function useCertificatesBadge() {
  const wrong = useServerCertificates().filter(troubled);
  const isUrgent = wrong.some(({ state }) => state !== 'endsSoon');
  return { count: wrong.length, tone: isUrgent ? ('critical' as const) : ('waiting' as const) };
}

/** Tells each trouble once, wherever in the administration one is. */
export function CertificateWatch({ children }: { children: ReactNode }) {
  const text = useAdminText();
  const { show } = useToasts();
  const wrong = useServerCertificates().filter(troubled);
  const told = useRef(new Set<string>());
  useEffect(() => {
    for (const { door, state, problem, notAfter } of wrong) {
      const key = `${door} ${state} ${problem}`;
      if (told.current.has(key)) continue;
      told.current.add(key);
      const title = text(`server.cert.told.${state === 'good' ? 'endsSoon' : state}`, {
        door: text(`server.cert.door.${door}`),
        day: day(notAfter),
      });
      show({
        tone: state === 'endsSoon' ? 'waiting' : 'error',
        title,
        lines: [problem, text('server.cert.where')].filter(Boolean),
      });
    }
  }, [wrong, show, text]);
  return children;
}

export function ServerCertificates() {
  const text = useAdminText();
  const all = useServerCertificates();
  if (all.length === 0) return null;
  return (
    <section className="server-certs" aria-label={text('server.cert')} data-testid="server-certificates">
      {all.map(({ door, state, subject, issuer, notAfter, fingerprint, problem }) => (
        <Fragment key={door}>
          <p data-testid={`server-cert-${door}`} data-state={state} title={`SHA-256 ${printed(fingerprint)}`}>
            <b>{text(`server.cert.door.${door}`)}</b>
            <ToneChip {...looks[state]} word={text(`server.cert.state.${state}`)} />
            <span>{subject}</span>
            <span className="server-cert-issuer">{issuer}</span>
            <span>
              {text('cert.until')} {day(notAfter)}
            </span>
          </p>
          {problem ? (
            <div className="admin-trouble server-cert-problem" role="alert">
              <p>{text('server.cert.problem')}</p>
              <p>{problem}</p>
            </div>
          ) : null}
        </Fragment>
      ))}
    </section>
  );
}
