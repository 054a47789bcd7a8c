// A patient's number as people know it: one that another institution gave stands here under that institution, and is shown by its name.
import { useQuery } from '@tanstack/react-query';
import { toldNumber } from '../../core/orders/own-numbers.ts';
import { useApi } from '../client/provider.tsx';
import { pickName, useLocale } from '../i18n/text.tsx';

interface PatientNumberProps {
  number: string;
  /** Shown for nobody's number. */
  none?: string;
}

export function PatientNumber({ number, none = '' }: PatientNumberProps) {
  const { query } = useApi();
  const locale = useLocale();
  const network = useQuery({
    ...query.orders.institutions.queryOptions({ staleTime: 300_000 }),
    enabled: number.includes(':'),
  }).data;
  const giver = network?.find(({ id }) => toldNumber(id, number) !== number);
  return (
    <span className="number" title={giver ? number : undefined} data-number={number}>
      {giver ? `${pickName(locale, giver)} ${toldNumber(giver.id, number)}` : number || none}
    </span>
  );
}
