// The quality part of the contract: each procedure names its act or its read, nothing more.
import type { Kernel } from '../../kernel/types.ts';
import type { Implementer } from '../../web/procedures.ts';
import type { Archive } from '../imaging/module.ts';
import { gradeExamImages, gradeExamReport, recordExamRepeats } from './acts.ts';
import { indicatorExams, indicators, trend } from './indicators.ts';
import { deviceRejects, examQuality, feedback } from './queries.ts';
import { allReasons, saveReason } from './reasons.ts';
import { sampleDoctors, sampleOf, samples } from './sample-queries.ts';
import { closeDrawn, drawReports, gradeSampled } from './samples.ts';
import { saveSettings, settingsOf } from './settings.ts';

export function qualityRoutes(kernel: Kernel, { quality }: Implementer, archive: () => Archive) {
  return quality.router({
    ofExam: quality.ofExam.handler(({ input, context }) => examQuality(kernel, context.caller, input.examId)),
    gradeImages: quality.gradeImages.handler(({ input, context }) => gradeExamImages(kernel, context.caller, input)),
    gradeReport: quality.gradeReport.handler(({ input, context }) => gradeExamReport(kernel, context.caller, input)),
    recordRepeats: quality.recordRepeats.handler(({ input, context }) =>
      recordExamRepeats(kernel, context.caller, input),
    ),
    deviceRejects: quality.deviceRejects.handler(({ input, context }) =>
      deviceRejects(kernel, archive, context.caller, input.examId),
    ),
    feedback: quality.feedback.handler(({ input, context }) => feedback(kernel, context.caller, input.days)),
    reasons: quality.reasons.handler(({ context }) =>
      kernel.read(context.caller, 'radiology.view', { act: 'quality.reasons', subject: '' }, allReasons),
    ),
    saveReason: quality.saveReason.handler(({ input, context }) => saveReason(kernel, context.caller, input)),
    settings: quality.settings.handler(({ context }) =>
      kernel.read(context.caller, 'radiology.quality', { act: 'quality.settings', subject: '' }, settingsOf),
    ),
    saveSettings: quality.saveSettings.handler(({ input, context }) => saveSettings(kernel, context.caller, input)),
    indicators: quality.indicators.handler(({ input, context }) => indicators(kernel, context.caller, input)),
    trend: quality.trend.handler(({ input, context }) => trend(kernel, context.caller, input)),
    indicatorExams: quality.indicatorExams.handler(({ input, context }) =>
      indicatorExams(kernel, context.caller, input),
    ),
    samples: quality.samples.handler(({ context }) => samples(kernel, context.caller)),
    sampleDoctors: quality.sampleDoctors.handler(({ input, context }) => sampleDoctors(kernel, context.caller, input)),
    drawSample: quality.drawSample.handler(({ input, context }) => drawReports(kernel, context.caller, input)),
    sample: quality.sample.handler(({ input, context }) => sampleOf(kernel, context.caller, input.sampleId)),
    gradeSample: quality.gradeSample.handler(({ input, context }) => gradeSampled(kernel, context.caller, input)),
    closeSample: quality.closeSample.handler(({ input, context }) => closeDrawn(kernel, context.caller, input)),
  });
}
