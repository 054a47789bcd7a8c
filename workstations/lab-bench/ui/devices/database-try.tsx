// The button that reads the first rows of a database and shows them as they would be handed on, each with what is wrong.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useMutation } from '@tanstack/react-query';
import { DatabaseConfig } from '../../../../core/devices/database-config.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { Field } from '../../../../renderer/parts/field.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type DatabaseDraft, databaseTransportOf } from './database-draft.ts';
import { remedyOf } from './look.ts';
import { useDevicesText } from './texts.ts';

interface DatabaseTryProps {
  connectionId: string;
  database: DatabaseDraft;
  /** Names of the columns that are there. */
  onColumns: (names: readonly string[]) => void;
}

const shown = ['specimen', 'test', 'value', 'unit', 'flag', 'time'] as const;

export function DatabaseTry({ connectionId, database, onColumns }: DatabaseTryProps) {
  const text = useDevicesText();
  const { query } = useApi();
  const attempt = useMutation(
    query.devices.tryDatabase.mutationOptions({ onSuccess: ({ columns }) => onColumns(columns) }),
  );
  const config = DatabaseConfig.safeParse(databaseTransportOf(database));
  const trial = attempt.data;
  return (
    <>
      <Field label="" hint={config.success ? text('db.try.hint') : text('db.try.incomplete')}>
        {(id) => (
          <Button
            id={id}
            size="small"
            disabled={!config.success}
            loading={attempt.isPending}
            onClick={() => config.success && attempt.mutate({ connectionId, config: config.data })}
            data-testid="db-try"
          >
            {text('db.try')}
          </Button>
        )}
      </Field>
      {trial ? (
        <div className="devices-trial" role="status" data-testid="db-trial">
          {trial.problem ? (
            <p>
              <ToneChip tone="waiting" glyph="warning" word={trial.problem.code} /> {trial.problem.text}
              <br />
              {text(remedyOf(trial.problem))}
            </p>
          ) : null}
          {!trial.problem && trial.rows.length === 0 ? <p>{text('db.try.none')}</p> : null}
          {trial.rows.length > 0 ? (
            <HTMLTable compact className="plain-table">
              <thead>
                <tr>
                  {shown.map((name) => (
                    <th key={name}>{text(`db.column.${name}`)}</th>
                  ))}
                  <th>{text('db.try.problem')}</th>
                </tr>
              </thead>
              <tbody>
                {trial.rows.map((row, index) => (
                  <tr key={`${row.key} ${String(index)}`}>
                    {shown.map((name) => (
                      <td key={name}>{row[name]}</td>
                    ))}
                    <td>
                      {row.problems.length === 0 ? (
                        <ToneChip tone="final" glyph="yes" word={text('db.row.good')} />
                      ) : (
                        row.problems.map((problem) => (
                          <ToneChip key={problem} tone="waiting" glyph="warning" word={text(`db.row.${problem}`)} />
                        ))
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </HTMLTable>
          ) : null}
        </div>
      ) : null}
    </>
  );
}
