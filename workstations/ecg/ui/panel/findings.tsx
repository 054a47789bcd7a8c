// What the rules suspect, with the evidence on the tracing; the machine's words never stand without 疑似, nor rules that nobody confirmed without 未核对.
import { useQuery } from '@tanstack/react-query';
import type { DangerFinding } from '../../../../core/ecg/flow/recording.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import type { EvidenceSpan } from '../../../../renderer/ecg/evidence.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { RiskMark } from '../queue/risk.tsx';

interface FindingsProps {
  findings: readonly DangerFinding[];
  /** False: the rules had nothing to judge. */
  isJudged: boolean;
  onShow: (fromMs: number) => void;
}

export function spansOf(findings: readonly DangerFinding[], locale: 'zh-CN' | 'en'): EvidenceSpan[] {
  return findings.flatMap((finding) =>
    finding.evidence.map((one) => ({
      fromMs: one.fromMs,
      toMs: one.toMs,
      ...(one.lead === undefined ? {} : { lead: one.lead }),
      text: locale === 'en' ? one.en : one.zh,
      critical: finding.level === 'critical',
    })),
  );
}

/** `id version` of the shipped sets that nobody of the hospital has confirmed. */
function useUnconfirmed(isWanted: boolean): ReadonlySet<string> {
  const { query } = useApi();
  const { data } = useQuery(query.ecg.ruleSets.queryOptions({ enabled: isWanted }));
  const open = (data ?? []).filter(({ confirmed }) => confirmed === null);
  return new Set(open.map(({ ruleSet }) => `${ruleSet.id} ${ruleSet.version}`));
}

export function Findings({ findings, isJudged, onShow }: FindingsProps) {
  const text = useEcgText();
  const locale = useLocale();
  const unconfirmed = useUnconfirmed(findings.length > 0);
  if (findings.length === 0)
    return isJudged ? (
      <p className="ecg-quiet">{text('findings.none')}</p>
    ) : (
      <p className="ecg-withheld" data-testid="ecg-not-judged">
        {text('findings.notJudged')}
      </p>
    );
  return (
    <ul className="ecg-findings" aria-label={text('findings')}>
      {findings.map((finding) => (
        <li key={finding.rule} className={finding.level === 'critical' ? 'is-critical' : ''}>
          <RiskMark level={finding.level === 'critical' ? 'critical' : 'majorPositive'} size={12} />
          <strong>{locale === 'en' ? finding.en : finding.zh}</strong>
          <small title={`${finding.ruleSet.id} ${finding.ruleSet.version}`}>
            {text('measure.confidence', { percent: Math.round(finding.confidence * 100) })}
          </small>
          {unconfirmed.has(`${finding.ruleSet.id} ${finding.ruleSet.version}`) ? (
            <small className="ecg-unconfirmed" title={text('findings.unconfirmed.hint')} data-testid="ecg-unconfirmed">
              {text('findings.unconfirmed')}
            </small>
          ) : null}
          {finding.evidence.slice(0, 2).map((one, index) => (
            <button
              key={index}
              type="button"
              className="quiet"
              title={text('findings.show')}
              onClick={() => onShow(one.fromMs)}
            >
              {locale === 'en' ? one.en : one.zh}
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}
