// FHIR Observation of an ECG: one component a lead, valueSampledData (SampledData of the R4 and R5 datatypes).
import { z } from 'zod';
import { leadName } from '../../leads.ts';
import type { EcgLead } from '../../recording.ts';
import { EcgRefusal, type ProblemList } from '../refusal.ts';
import { parseSampleList } from '../sample-list.ts';
import { microvoltsPer } from '../units.ts';
import { scaled } from '../waveform.ts';

const sampledData = z.looseObject({
  origin: z.looseObject({ value: z.number().optional(), unit: z.string().optional(), code: z.string().optional() }),
  /** Milliseconds between samples. */
  period: z.number().positive().optional(),
  /** R5 in place of the period: the interval in a unit of UCUM. */
  interval: z.number().positive().optional(),
  intervalUnit: z.string().optional(),
  factor: z.number().optional(),
  dimensions: z.literal(1),
  data: z.string().optional(),
});

export const fhirObservation = z.looseObject({
  resourceType: z.literal('Observation'),
  effectiveDateTime: z.string().optional(),
  subject: z
    .looseObject({
      reference: z.string().optional(),
      identifier: z.looseObject({ value: z.string().optional() }).optional(),
    })
    .optional(),
  component: z
    .array(
      z.looseObject({
        code: z.looseObject({
          text: z.string().optional(),
          coding: z.array(z.looseObject({ code: z.string().optional(), display: z.string().optional() })).optional(),
        }),
        valueSampledData: sampledData.optional(),
      }),
    )
    .optional(),
});

const millisecondsPer: Record<string, number> = { s: 1000, ms: 1, us: 1e-3 };

function periodMs({ period, interval, intervalUnit }: z.infer<typeof sampledData>): number | undefined {
  if (period !== undefined) return period;
  if (interval === undefined) return undefined;
  const unit = millisecondsPer[intervalUnit ?? ''];
  return unit && interval * unit;
}

/** Leads in microvolts. Letters E, L and U of SampledData (error, below and above the limit) are gaps. */
export function fhirLeads(
  observation: z.infer<typeof fhirObservation>,
  problems: ProblemList,
): { leads: EcgLead[]; sampleRateHz: number } {
  let period: number | undefined;
  const leads = (observation.component ?? []).flatMap(({ code, valueSampledData: data }, index): EcgLead[] => {
    if (!data) return [];
    const name = leadName(code.coding?.[0]?.code ?? code.coding?.[0]?.display ?? code.text ?? `Channel ${index + 1}`);
    const unit = microvoltsPer(data.origin.unit ?? data.origin.code ?? 'uV');
    if (unit === undefined) {
      problems.add('SCALE_INVALID', `lead ${name}`, 'The unit is no voltage; the lead is left out');
      return [];
    }
    const own = periodMs(data);
    if (own === undefined) {
      throw new EcgRefusal('MALFORMED', `lead ${name}`, 'The lead has no period, or an interval in an unknown unit');
    }
    if (period !== undefined && own !== period) {
      throw new EcgRefusal('UNSUPPORTED', `lead ${name}`, 'Leads of different sampling periods in one Observation');
    }
    period = own;
    const text = (data.data ?? '').replace(/(?<=^|\s)[ELU](?=\s|$)/g, 'NaN');
    const values = parseSampleList(text, `lead ${name}`, problems);
    return [{ name, samples: scaled(values, (data.factor ?? 1) * unit, (data.origin.value ?? 0) * unit) }];
  });
  return { leads, sampleRateHz: period === undefined ? Number.NaN : 1000 / period };
}
