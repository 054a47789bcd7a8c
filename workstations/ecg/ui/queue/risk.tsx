// The danger of a tracing by shape, colour and word together: no two levels share any of the three.
import { useEcgText } from '../locales/use-ecg-text.ts';
import type { RiskLevel } from './rows.ts';

const shapes: Record<RiskLevel, string> = {
  critical: 'M8 1 15.5 14.500H.5z',
  majorPositive: 'M8 .5 15.500 8 8 15.500.5 8z',
  attention: 'M2 2h12v12H2z',
  unknown: 'M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11z',
  normal: 'M2 8.500 6.200 13 14 3.500',
};

export function RiskMark({ level, suspected, size = 14 }: { level: RiskLevel; suspected?: boolean; size?: number }) {
  const text = useEcgText();
  const open = level === 'unknown' || level === 'normal';
  return (
    <span className={`ecg-risk risk-${level}`} data-risk={level}>
      <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden>
        <path
          d={shapes[level]}
          fill={open ? 'none' : 'currentColor'}
          stroke="currentColor"
          strokeWidth={open ? 2 : 0}
          strokeDasharray={level === 'unknown' ? '2.500 2' : undefined}
        />
        {level === 'critical' ? <path d="M8 5.500v4.500M8 11.400v1.600" stroke="#fff" strokeWidth={1.8} /> : null}
      </svg>
      <b>{text(`risk.${level}`)}</b>
      {suspected ? <i>{text('risk.suspected')}</i> : null}
    </span>
  );
}
