// Tests added at the bench: those of the specimen's group that it does not have yet.
import { Button, InputGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { matchesWords } from '../../../../core/kernel/text.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { usePutDocument } from '../bench/use-worklist.ts';
import { useBenchText } from '../locales/use-bench-text.ts';
import { SpecimenLine } from './specimen-line.tsx';

export function AddTests({ document, onClose }: { document: SpecimenDocument; onClose: () => void }) {
  const text = useBenchText();
  const locale = useLocale();
  const { client } = useApi();
  const { show } = useToasts();
  const dictionaries = useDictionaries();
  const put = usePutDocument();
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set());
  const has = new Set(document.lines.filter((line) => line.origin !== 'unordered').map((line) => line.testCode));
  const tests = Object.values(dictionaries?.test ?? {})
    .filter((test) => test.enabled && test.groupId === document.groupId && !has.has(test.code))
    .filter((test) => matchesWords(words, [test.code, test.name, test.nameEn]))
    .sort((a, b) => a.printOrder - b.printOrder);
  const add = useCommand(client.lab.addTest, {
    onDone: (after) => {
      put(after);
      show({ tone: 'done', title: text('addTests.done', { count: chosen.size }) });
      onClose();
    },
  });
  const toggle = (code: string) => {
    const next = new Set(chosen);
    if (!next.delete(code)) next.add(code);
    setChosen(next);
  };
  const send = () => {
    const only = tests.length === 1 ? tests[0] : undefined;
    const codes = chosen.size > 0 ? [...chosen] : only ? [only.code] : [];
    if (codes.length > 0 && !add.isPending)
      add.mutate({ specimenId: document.id, expectedVersion: document.version, testCodes: codes });
  };
  return (
    <Modal
      title={text('act.addTests')}
      onClose={onClose}
      onConfirm={send}
      width={560}
      testId="add-tests-dialog"
      footer={
        <Button
          type="submit"
          intent="primary"
          disabled={chosen.size === 0 && tests.length !== 1}
          loading={add.isPending}
        >
          {text('addTests.add', { count: chosen.size || (tests.length === 1 ? 1 : 0) })} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <SpecimenLine document={document} />
      <InputGroup
        autoFocus
        leftIcon="search"
        placeholder={text('addTests.search')}
        aria-label={text('addTests.search')}
        value={words}
        onValueChange={setWords}
      />
      {tests.length === 0 ? <p className="note">{text('addTests.none')}</p> : null}
      <ul className="tick-list">
        {tests.map((test) => (
          <li key={test.code}>
            <label>
              <input type="checkbox" checked={chosen.has(test.code)} onChange={() => toggle(test.code)} />
              <span>{pickName(locale, test)}</span>
              <em>{test.code}</em>
              <em>{test.unit}</em>
            </label>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
