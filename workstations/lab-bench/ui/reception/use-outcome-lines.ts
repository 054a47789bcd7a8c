// What an outcome means in words: what happened, who and when, what to do next.
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { detailLines, sentenceOf } from '../../../../renderer/client/failure.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import type { ScanEntry } from './sitting.ts';
import { useReceptionText } from './texts.ts';

/** `document` is the newest form of the entry's own. The first line stands alone in the log. */
export function useOutcomeLines(online: boolean) {
  const text = useReceptionText();
  const shell = useShellText();
  const locale = useLocale();
  return (entry: ScanEntry, document: SpecimenDocument | null = entry.document): string[] => {
    const { barcode } = entry;
    const received = (of: SpecimenDocument) =>
      text('detail.received', { by: of.receivedBy?.name ?? '—', at: dateTime(of.milestones.receivedAt) });
    const refused = (of: SpecimenDocument) =>
      text('detail.rejected', {
        reason: of.rejection?.reason ?? '—',
        by: of.rejection?.by.name ?? '—',
        at: dateTime(of.rejection?.at),
      });
    switch (entry.outcome) {
      case 'received':
        if (!document) return [];
        return document.sampleNumber ? [received(document)] : [received(document), text('detail.numberLater')];
      case 'already':
        return document ? [received(document), shell(`state.${document.state}`)] : [];
      case 'rejected':
        return document
          ? [refused(document), text('detail.rejectedDo', { department: document.visit.departmentName })]
          : [];
      case 'refused':
        return document ? [refused(document)] : [];
      case 'waiting':
        return [text('detail.enter')];
      case 'registered':
        return [text('detail.registered')];
      case 'unknown':
        return [text('detail.unknown', { barcode }), text(online ? 'detail.unknownDo' : 'detail.unknownOffline')];
      case 'failed':
        return [
          text('detail.failed', { barcode }),
          ...(entry.failure
            ? [sentenceOf(entry.failure, locale) ?? shell('failure.unreachable'), ...detailLines(entry.failure.detail)]
            : []),
        ];
      default:
        return entry.outcome satisfies never;
    }
  };
}
