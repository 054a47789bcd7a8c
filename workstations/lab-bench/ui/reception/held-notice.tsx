// Results that came before this tube and still wait: reception says so and leads to them.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { normalizeBarcode } from '../../../../core/lab/barcode.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { useGo } from '../../../../renderer/shell/route.ts';
import { useReceptionText } from './texts.ts';

const days = 30;

export function HeldNotice({ barcode, version }: { barcode: string; version: number }) {
  const text = useReceptionText();
  const { query } = useApi();
  const go = useGo();
  const options = query.lab.unplaced.queryOptions({ input: { resolved: false, days } });
  // Asked again when the specimen changed: reception itself places what is certain.
  const list = useQuery({ ...options, queryKey: [...options.queryKey, barcode, version], staleTime: 5_000 });
  const mine = (list.data?.rows ?? []).filter((row) => normalizeBarcode(row.specimenId) === barcode);
  const [first] = mine;
  if (!first) return null;
  return (
    <div className="reception-held" role="status" data-testid="reception-held">
      <Glyph name="resolve" />
      <span>{text('held', { count: mine.reduce((sum, row) => sum + row.results.length, 0) })}</span>
      <Button size="small" onClick={() => go('unplaced', { held: first.id })} text={text('held.open')} />
    </div>
  );
}
