// A code that is read at the desk: an identity card or a visit card fills the form, the barcode of a slip finds its exam.
import { hospitalDay } from '../../../../core/kernel/hospital-time.ts';
import { addDays } from '../../../../core/orders/booking-slots.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { type IdentityCard, identityCard } from '../../../../core/patient/card.ts';
import type { PatientBrief } from '../../../../core/patient/model.ts';
import { today } from '../../../../renderer/booking/day-bar.tsx';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useSound } from '../../../../renderer/parts/use-sound.ts';
import { useScan } from '../../../../renderer/scanner/scanner.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { whenOf } from './rows.ts';
import { useDeskText } from './texts.ts';

/** A slip is looked for among the bookings of these days around today. */
const daysBack = 30;
const daysAhead = 90;

interface Found {
  onPerson: (patient: PatientBrief) => void;
  /** Several records have the number: a person chooses. */
  onSeveral: (words: string) => void;
  /** Nobody on file has the card. */
  onCard: (card: IdentityCard) => void;
  /** @param day on which the desk's list has it */
  onExam: (exam: ExamDocument, day: string) => void;
  onUnknown: (code: string) => void;
}

export function useDeskScan(found: Found): void {
  const text = useDeskText();
  const { client } = useApi();
  const { show } = useToasts();
  const playSound = useSound();
  const take = async (code: string) => {
    const card = identityCard(code);
    try {
      const persons = await client.patient.search({ text: card?.number ?? code });
      const [patient, ...more] = card ? persons : persons.filter(({ number }) => number === code);
      if (patient && more.length === 0) {
        playSound('accepted');
        found.onPerson(patient);
      } else if (patient) found.onSeveral(card?.number ?? code);
      else if (card) {
        playSound('accepted');
        found.onCard(card);
      } else {
        const span = { from: addDays(today(), -daysBack), to: addDays(today(), daysAhead) };
        const { rows } = await client.orders.bookings({ service: 'ecg', ...span, text: code });
        const hit = rows.find(({ exam }) => exam.accessionNumber === code);
        playSound(hit ? 'accepted' : 'refused');
        if (hit) found.onExam(hit.exam, hospitalDay(whenOf(hit)));
        else found.onUnknown(code);
      }
    } catch {
      playSound('refused');
      show({ tone: 'error', title: text('find.offline') });
    }
  };
  useScan(1, (code) => void take(code));
}
