// A card at the bench: its patient's specimens are shown, or it is said why not.
import { isFailure } from '../../../../renderer/client/failure.ts';
import { useSound } from '../../../../renderer/parts/use-sound.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useBenchText } from '../locales/use-bench-text.ts';
import { useCard } from './use-card.ts';

/** How far back the specimens of a patient are shown. */
export const patientDays = 30;

/** `show` filters the bench by a patient number. Resolves false when the code belongs to no card that is known. */
export function usePatientScan(show: (patientNumber: string) => void) {
  const text = useBenchText();
  const toasts = useToasts();
  const playSound = useSound();
  const { isCard, read } = useCard();

  async function open(code: string): Promise<boolean> {
    try {
      const { identity, patient } = await read(code);
      if (patient === null && identity === null) return false;
      if (patient === null || patient === 'several') {
        playSound('refused');
        toasts.show({ tone: 'error', title: text(patient === null ? 'card.unknown' : 'card.several') });
        return true;
      }
      playSound('accepted');
      show(patient.number);
      toasts.show({ tone: 'done', title: text('card.patient', { name: patient.name, number: patient.number }) });
      return true;
    } catch (error) {
      if (!isCard(code)) return false;
      playSound('refused');
      const offline = isFailure(error, 'OFFLINE_UNAVAILABLE');
      toasts.show({ tone: 'error', title: text(offline ? 'card.offline' : 'card.failed') });
      return true;
    }
  }
  return { isCard, open };
}
