// Archives of others that are read over DICOMweb: where they are, how the server logs in, and whether they answer.
import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ExternalArchive } from '../../../../core/imaging/external.ts';
import { errorTable, isErrorCode } from '../../../../core/kernel/errors.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { marksOf } from '../../../../renderer/i18n/marks.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { RegisterButtons, useRegister } from '../parts/register.tsx';
import { ExternalDialog } from './external-dialog.tsx';

export function ExternalsScreen({ tabs }: { tabs: ReactNode }) {
  const text = useAdminText();
  const locale = useLocale();
  const { colon } = marksOf(locale);
  const { query, client } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const list = useQuery(query.imaging.externalArchives.queryOptions());
  const refresh = () => queries.invalidateQueries({ queryKey: query.imaging.externalArchives.key() });
  const register = useRegister(list.data, ({ id }) => id, refresh);
  const { current } = register;
  const attempt = useMutation({
    mutationFn: ({ id }: ExternalArchive) => client.imaging.tryExternalArchive({ id }),
    onSuccess: ({ answered, milliseconds, code, reason }, { name }) => {
      if (answered) return show({ tone: 'done', title: text('external.try.good', { name, milliseconds }) });
      const known = isErrorCode(code) ? errorTable[code] : null;
      const words = [known ? (locale === 'en' ? known.en : known.zh) : code, reason].filter(Boolean).join(' ');
      return show({ tone: 'error', title: text('external.try.bad', { name, reason: words }) });
    },
  });
  const off = current ? null : text('external.empty');
  useActions({ title: text('externals'), depth: 1 }, [
    { id: 'new', label: text('external.new'), keys: ['F2'], main: true, run: register.make },
    {
      id: 'try',
      label: text('external.try'),
      keys: ['F8'],
      main: true,
      off: list.data?.length === 0 ? off : null,
      run: () => current && !attempt.isPending && attempt.mutate(current),
    },
  ]);
  const columns: Column<ExternalArchive>[] = [
    { id: 'name', title: text('external.name'), width: 'minmax(140px, 1fr)', cell: (row) => row.name },
    { id: 'url', title: text('external.url'), width: 'minmax(260px, 2fr)', cell: (row) => row.url },
    {
      id: 'login',
      title: text('external.login'),
      width: 'minmax(160px, 1fr)',
      cell: (row) => [text(`external.login.${row.login}`), row.user].filter(Boolean).join(colon),
    },
    {
      id: 'active',
      title: text('external.state'),
      width: '90px',
      cell: (row) => text(row.active ? 'external.active' : 'external.off'),
    },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        {tabs}
        <RegisterButtons register={register} word={text('external.new')} testId="external" />
        <Button
          size="small"
          disabled={!current}
          loading={attempt.isPending}
          onClick={() => current && attempt.mutate(current)}
          data-testid="external-try"
        >
          {text('external.try')} <KeyCap name="F8" />
        </Button>
      </header>
      <Answer of={list}>
        {(archives) =>
          archives.length === 0 ? (
            <EmptyPanel glyph="archive" title={text('external.empty')} hint={text('external.empty.hint')} />
          ) : (
            <Table
              label={text('externals')}
              rows={archives}
              columns={columns}
              keyOf={(row) => row.id}
              selected={register.chosen}
              onSelect={register.choose}
              onOpen={{ label: text('edit'), run: register.edit }}
              testId="externals"
            />
          )
        }
      </Answer>
      {register.open ? (
        <ExternalDialog archive={register.open.row} onClose={register.close} onDone={register.saved} />
      ) : null}
    </section>
  );
}
