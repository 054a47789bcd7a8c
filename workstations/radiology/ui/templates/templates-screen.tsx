// Templates and phrases: the tree, the form beside it. Public ones by whoever keeps the dictionaries, private ones by everybody (RAD-33, 34).
import { Button, InputGroup } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { matchesWords } from '../../../../core/kernel/text.ts';
import type { ExamPhrase, ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { TreeList } from '../parts/tree-list.tsx';
import { treeOf } from '../report/rank-templates.ts';
import { useReportText } from '../report/texts.ts';
import { PhraseForm } from './phrase-form.tsx';
import { TemplateForm } from './template-form.tsx';
import { useTemplateText } from './texts.ts';

type Kind = 'templates' | 'phrases';

export function newTemplate(ownerId: string): ExamReportTemplate {
  return {
    id: crypto.randomUUID(),
    version: 0,
    service: 'radiology',
    scope: 'private',
    ownerId,
    path: [],
    name: '',
    modality: '',
    bodyPart: '',
    sex: '',
    method: '',
    findings: '',
    impression: '',
    positive: null,
    fields: [],
    active: true,
  };
}

export function newPhrase(ownerId: string): ExamPhrase {
  return {
    id: crypto.randomUUID(),
    version: 0,
    service: 'radiology',
    scope: 'private',
    ownerId,
    path: [],
    text: '',
    part: 'findings',
    code: '',
    active: true,
  };
}

export function TemplatesScreen() {
  const text = useTemplateText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { person } = useSession();
  const [kind, setKind] = useState<Kind>('templates');
  const [words, setWords] = useState('');
  const [template, setTemplate] = useState<ExamReportTemplate | null>(null);
  const [phrase, setPhrase] = useState<ExamPhrase | null>(null);
  const library = useQuery(query.examReports.templates.queryOptions({ input: { service: 'radiology' } }));
  const reload = () => queries.invalidateQueries({ queryKey: query.examReports.templates.key() });
  const make = () => (kind === 'templates' ? setTemplate(newTemplate(person.id)) : setPhrase(newPhrase(person.id)));
  useActions({ title: text('title'), depth: 1 }, [
    { id: 'new', label: text('new'), keys: ['F4'], run: make, main: true },
  ]);
  return (
    <div className="radiology">
      <div className="split split-tree">
        <section className="pane">
          <header className="pane-head pane-filters">
            <Segments
              label={text('kind')}
              value={kind}
              onChange={setKind}
              options={(['templates', 'phrases'] as const).map((value) => ({ value, label: text(value) }))}
              testId="templates-kind"
            />
            <InputGroup
              size="small"
              value={words}
              onValueChange={setWords}
              placeholder={text('search')}
              aria-label={text('search')}
            />
            <Button size="small" onClick={make} data-testid="template-new">
              {text('new')} <KeyCap name="F4" />
            </Button>
          </header>
          <div className="pane-scroll">
            <Answer of={library}>
              {(found) =>
                kind === 'templates' ? (
                  <Leaves
                    rows={found.templates.filter((each) =>
                      matchesWords(words, [each.name, ...each.path, each.findings]),
                    )}
                    open={words !== ''}
                    chosen={template?.id ?? null}
                    nameOf={(each) => each.name}
                    onChoose={setTemplate}
                  />
                ) : (
                  <Leaves
                    rows={found.phrases.filter((each) => matchesWords(words, [each.text, ...each.path]))}
                    open={words !== ''}
                    chosen={phrase?.id ?? null}
                    nameOf={(each) => each.text}
                    onChoose={setPhrase}
                  />
                )
              }
            </Answer>
          </div>
        </section>
        <section className="pane">
          {kind === 'templates' && template ? (
            <TemplateForm
              key={`${template.id} ${template.version}`}
              template={template}
              onSaved={(saved) => {
                setTemplate(saved);
                reload();
              }}
              onCopy={(copy) => setTemplate({ ...copy, ...pickNew(newTemplate(person.id)) })}
            />
          ) : kind === 'phrases' && phrase ? (
            <PhraseForm
              key={`${phrase.id} ${phrase.version}`}
              phrase={phrase}
              onSaved={(saved) => {
                setPhrase(saved);
                reload();
              }}
              onCopy={(copy) => setPhrase({ ...copy, ...pickNew(newPhrase(person.id)) })}
            />
          ) : (
            <EmptyPanel glyph="draft" title={text('choose')} hint={text('choose.hint')} />
          )}
        </section>
      </div>
    </div>
  );
}

/** What makes a copy one's own. */
function pickNew({ id, version, ownerId }: { id: string; version: number; ownerId: string }) {
  return { id, version, ownerId, scope: 'private' as const };
}

interface LeavesProps<Leaf> {
  rows: readonly Leaf[];
  open: boolean;
  chosen: string | null;
  nameOf: (leaf: Leaf) => string;
  onChoose: (leaf: Leaf) => void;
}

function Leaves<Leaf extends { id: string; path: readonly string[]; scope: ExamPhrase['scope']; active: boolean }>(
  props: LeavesProps<Leaf>,
) {
  const text = useTemplateText();
  const report = useReportText();
  const tree = useMemo(() => treeOf(props.rows), [props.rows]);
  return (
    <TreeList
      tree={tree}
      open={props.open || props.rows.length < 60}
      leafKey={(leaf) => leaf.id}
      leaf={(leaf) => (
        <button
          type="button"
          className={`tree-leaf ${leaf.active ? '' : 'is-off'}`}
          aria-pressed={leaf.id === props.chosen}
          onClick={() => props.onChoose(leaf)}
        >
          <span className="ellipsis">{props.nameOf(leaf)}</span>
          <em>{leaf.active ? report(`scope.${leaf.scope}`) : text('inactive')}</em>
        </button>
      )}
    />
  );
}
