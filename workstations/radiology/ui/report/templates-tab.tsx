// Templates and phrases beside the text: those that suit the exam are one key away, the others in a tree with search.
import { InputGroup } from '@blueprintjs/core';
import { type RefObject, useMemo, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamPhrase, ExamReportTemplate } from '../../../../core/reporting/exam-report.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { TreeList } from '../parts/tree-list.tsx';
import { findPhrases, findTemplates, quickTemplates, rankTemplates, treeOf } from './rank-templates.ts';
import { useReportText } from './texts.ts';

interface TemplatesTabProps {
  exam: ExamDocument;
  templates: readonly ExamReportTemplate[];
  off: boolean;
  searchRef: RefObject<HTMLInputElement | null>;
  onTake: (template: ExamReportTemplate, mode: 'add' | 'replace') => void;
}

export function TemplatesTab({ exam, templates, off, searchRef, onTake }: TemplatesTabProps) {
  const text = useReportText();
  const [words, setWords] = useState('');
  const ranked = useMemo(() => rankTemplates(templates, exam), [templates, exam]);
  const quick = useMemo(() => quickTemplates(templates, exam), [templates, exam]);
  const found = useMemo(() => findTemplates(ranked, words), [ranked, words]);
  const tree = useMemo(() => treeOf(found), [found]);
  const line = (template: ExamReportTemplate, key?: string) => (
    <span className="template-line">
      <button
        type="button"
        disabled={off}
        title={`${template.findings}\n\n${template.impression}`}
        onClick={(event) => onTake(template, event.shiftKey ? 'replace' : 'add')}
        data-testid="template"
      >
        {key ? <KeyCap name={key} /> : null} <span className="ellipsis">{template.name}</span>
        <em>{text(`scope.${template.scope}`)}</em>
      </button>
      <button type="button" className="quiet" disabled={off} onClick={() => onTake(template, 'replace')}>
        {text('templates.replace')}
      </button>
    </span>
  );
  return (
    <div className="aside-tab" data-testid="templates-tab">
      <InputGroup
        size="small"
        inputRef={searchRef}
        value={words}
        onValueChange={setWords}
        placeholder={text('templates.search')}
        aria-label={text('templates.search')}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key === 'Enter' && first && !off) {
            event.preventDefault();
            onTake(first, event.shiftKey ? 'replace' : 'add');
            setWords('');
          } else if (event.key === 'Escape') {
            setWords('');
            event.currentTarget.blur();
          }
        }}
        data-testid="template-search"
      />
      <div className="aside-scroll">
        {words === '' && quick.length > 0 ? (
          <>
            <h3>{text('templates.quick')}</h3>
            <ul className="template-quick">
              {quick.map((template, index) => (
                <li key={template.id}>{line(template, index === 0 ? 'F2' : `Alt+Shift+${index + 1}`)}</li>
              ))}
            </ul>
            <h3>{text('templates.all')}</h3>
          </>
        ) : null}
        {found.length === 0 ? (
          <EmptyPanel glyph="draft" title={text('templates.empty')} hint={text('templates.empty.hint')} />
        ) : (
          <TreeList tree={tree} open={words !== ''} leafKey={(template) => template.id} leaf={(each) => line(each)} />
        )}
      </div>
    </div>
  );
}

interface PhrasesTabProps {
  phrases: readonly ExamPhrase[];
  off: boolean;
  searchRef: RefObject<HTMLInputElement | null>;
  onTake: (phrase: ExamPhrase) => void;
}

export function PhrasesTab({ phrases, off, searchRef, onTake }: PhrasesTabProps) {
  const text = useReportText();
  const [words, setWords] = useState('');
  const found = useMemo(() => findPhrases(phrases, words), [phrases, words]);
  const tree = useMemo(() => treeOf(found), [found]);
  return (
    <div className="aside-tab">
      <InputGroup
        size="small"
        inputRef={searchRef}
        value={words}
        onValueChange={setWords}
        placeholder={text('phrases.search')}
        aria-label={text('phrases.search')}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key === 'Enter' && first && !off) {
            event.preventDefault();
            onTake(first);
            setWords('');
          } else if (event.key === 'Escape') {
            setWords('');
            event.currentTarget.blur();
          }
        }}
        data-testid="phrase-search"
      />
      <div className="aside-scroll">
        {found.length === 0 ? (
          <EmptyPanel glyph="draft" title={text('phrases.empty')} hint={text('phrases.empty.hint')} />
        ) : (
          <TreeList
            tree={tree}
            open={words !== '' || found.length <= 40}
            leafKey={(phrase) => phrase.id}
            leaf={(phrase) => (
              <button
                type="button"
                className="phrase"
                disabled={off}
                // The cursor of the text stays where it is.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onTake(phrase)}
                data-testid="phrase"
              >
                {phrase.text}
              </button>
            )}
          />
        )}
      </div>
    </div>
  );
}
