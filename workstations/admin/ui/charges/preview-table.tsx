// The rows of one part of an import's preview: new, changed, switched off, or refused with the reason.
import { HTMLTable } from '@blueprintjs/core';
import type { ChargePreview } from '../../../../core/lab/charges/contract.ts';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import type { PreviewPart } from './import-dialog.tsx';
import { type ChargeTextKey, chargeTexts, useChargeText } from './texts.ts';
import { yuan } from './yuan.ts';

type Fact = ChargePreview['changed'][number]['facts'][number];

const isReason = (key: string): key is ChargeTextKey => key in chargeTexts.en;

export function PreviewTable({ preview, part }: { preview: ChargePreview; part: PreviewPart }) {
  const text = useChargeText();
  const { colon } = useMarks();
  const value = (fact: Fact['fact'], shown: string) => {
    if (shown === '') return text('blank');
    if (fact === 'priceFen') return yuan(Number(shown));
    return fact === 'active' ? text(shown === 'true' ? 'yes' : 'no') : shown;
  };
  if (preview.counts[part] === 0) return <p className="charge-faint">{text('import.nothing')}</p>;
  return (
    <div className="charge-rows" data-testid="import-rows">
      <HTMLTable compact className="plain-table">
        <thead>
          <tr>
            <th>{text('import.line')}</th>
            <th>{text('code')}</th>
            {part === 'refused' ? null : <th>{text('name')}</th>}
            <th>{part === 'refused' || part === 'changed' ? text('import.what') : text('price')}</th>
          </tr>
        </thead>
        <tbody>
          {part === 'refused'
            ? preview.refused.map(({ line, code, reason, text: what }) => {
                const key = `reason.${reason}`;
                return (
                  <tr key={`${line} ${code}`}>
                    <td className="number">{line}</td>
                    <td>{code}</td>
                    <td className="wrap">
                      {isReason(key) ? text(key, { text: what }) : reason}
                      {what && !['twice', 'columns'].includes(reason) ? `${colon}${what}` : ''}
                    </td>
                  </tr>
                );
              })
            : preview[part].map((row) => (
                <tr key={row.code}>
                  <td className="number">{row.line}</td>
                  <td>{row.code}</td>
                  <td className="wrap">{row.name}</td>
                  <td className="wrap">
                    {'facts' in row && Array.isArray(row.facts)
                      ? row.facts.map(({ fact, before, after }: Fact) => (
                          <div key={fact}>
                            {text('import.from', {
                              fact: text(`fact.${fact}`),
                              before: value(fact, before),
                              after: value(fact, after),
                            })}
                          </div>
                        ))
                      : yuan(row.priceFen)}
                  </td>
                </tr>
              ))}
        </tbody>
      </HTMLTable>
    </div>
  );
}
