// The patient banner of a screen whose rows name specimens: the chosen specimen is read for its patient.
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { EmptyBanner, PatientBanner } from '../../../../renderer/parts/patient-banner.tsx';

interface SpecimenBannerProps {
  of: { specimenId: string } | { barcode: string } | null;
  /** Said while nobody is chosen, or nobody is known by this number. */
  hint: string;
}

export function SpecimenBanner({ of, hint }: SpecimenBannerProps) {
  const { query } = useApi();
  const specimenId = of && 'specimenId' in of ? of.specimenId : '';
  const barcode = of && 'barcode' in of ? of.barcode : '';
  const known = useQuery({
    ...query.lab.specimen.queryOptions({ input: { id: specimenId } }),
    enabled: specimenId !== '',
    retry: false,
  });
  const scanned = useQuery({
    ...query.lab.byBarcode.queryOptions({ input: { barcode: barcode || '-' } }),
    enabled: barcode !== '',
    retry: false,
  });
  const document = specimenId !== '' ? known.data?.document : barcode !== '' ? scanned.data : undefined;
  // What was read for the row before is another patient: it is never shown beside this one.
  const same = document && (document.id === specimenId || document.barcode === barcode);
  if (!same) return <EmptyBanner hint={hint} />;
  const on = document.milestones.collectedAt ?? document.milestones.orderedAt ?? document.milestones.receivedAt;
  const critical = document.lines.filter((line) => {
    const current = line.versions.find((version) => version.id === line.currentId);
    return current?.abnormality.startsWith('critical') ?? false;
  }).length;
  return (
    <PatientBanner
      patient={document.patient}
      visit={document.visit}
      on={on ?? new Date().toISOString()}
      critical={critical}
    />
  );
}
