// The ECG part of the contract: each procedure names its act or its read, nothing more.
import type { Caller, Kernel } from '../../kernel/types.ts';
import type { Implementer } from '../../web/procedures.ts';
import { administers } from '../identity/module.ts';
import { openableRecordings, recordOfflineLook, tracingsAhead } from './ahead.ts';
import { acknowledge, alertReached, decide } from './alert-acts.ts';
import { assignRecording, discardRecording, undoAssign } from './assign.ts';
import { saveCorrection } from './corrections.ts';
import { editDevice, renewDeviceKey } from './device-edit.ts';
import { decideDevice, listDevices, registerDevice } from './devices.ts';
import { makeLink } from './links.ts';
import { makeExamOf, onFile } from './make-exam.ts';
import { listAlerts, listRecordings, previousRecordings, recordingDetail } from './queries.ts';
import { reapplyForwarding, reapplyPreview } from './reapply.ts';
import { retryRecording } from './retry.ts';
import { previewRuleSet } from './rule-preview.ts';
import { activateRuleSet, confirmRuleSet, listRuleSets, saveRuleSet } from './rule-sets.ts';
import type { EcgServices } from './services.ts';
import { saveSettings, settingsOf } from './settings.ts';
import { statistics } from './statistics.ts';
import { saveTerm, termsFor } from './terms.ts';
import { listPoints, savePoint } from './upload-points.ts';

/** The department goes by them; who keeps them need see no patient. */
const settingsRight = (caller: Caller) => administers(caller, 'ecg.view', 'ecg.settings');

/** @param deviceApproved what waited for it is read from now on */
export function ecgRoutes(
  kernel: Kernel,
  { ecg }: Implementer,
  services: () => EcgServices,
  deviceApproved: () => void,
) {
  return ecg.router({
    recordings: ecg.recordings.handler(({ input, context }) => listRecordings(kernel, context.caller, input)),
    recording: ecg.recording.handler(({ input, context }) =>
      recordingDetail(kernel, context.caller, input.recordingId),
    ),
    previous: ecg.previous.handler(({ input, context }) => previousRecordings(kernel, context.caller, input)),
    ahead: ecg.ahead.handler(({ input, context }) => tracingsAhead(kernel, context.caller, input.examId)),
    openable: ecg.openable.handler(({ input, context }) =>
      openableRecordings(kernel, context.caller, input.recordingIds),
    ),
    recordOffline: ecg.recordOffline.handler(({ input, context }) => recordOfflineLook(kernel, context.caller, input)),
    saveCorrection: ecg.saveCorrection.handler(({ input, context }) => saveCorrection(kernel, context.caller, input)),
    assign: ecg.assign.handler(({ input, context }) => assignRecording(kernel, context.caller, input)),
    undoAssign: ecg.undoAssign.handler(({ input, context }) => undoAssign(kernel, context.caller, input)),
    reapplyPreview: ecg.reapplyPreview.handler(({ context }) => reapplyPreview(kernel, context.caller)),
    reapplyForwarding: ecg.reapplyForwarding.handler(({ input, context }) =>
      reapplyForwarding(kernel, context.caller, input),
    ),
    onFile: ecg.onFile.handler(({ input, context }) => onFile(kernel, context.caller, input)),
    makeExam: ecg.makeExam.handler(({ input, context }) => makeExamOf(kernel, context.caller, input)),
    discard: ecg.discard.handler(({ input, context }) => discardRecording(kernel, context.caller, input)),
    retry: ecg.retry.handler(({ input, context }) => retryRecording(services(), context.caller, input)),
    link: ecg.link.handler(({ input, context }) => makeLink(kernel, context.caller, input)),
    alerts: ecg.alerts.handler(({ input, context }) => listAlerts(kernel, context.caller, input)),
    alertReached: ecg.alertReached.handler(({ input, context }) => alertReached(kernel, context.caller, input)),
    acknowledgeAlert: ecg.acknowledgeAlert.handler(({ input, context }) => acknowledge(kernel, context.caller, input)),
    decideAlert: ecg.decideAlert.handler(({ input, context }) => decide(kernel, context.caller, input)),
    devices: ecg.devices.handler(({ context }) =>
      kernel.read(context.caller, 'ecg.admin', { act: 'ecg.devices', subject: '' }, listDevices),
    ),
    registerDevice: ecg.registerDevice.handler(({ input, context }) => registerDevice(kernel, context.caller, input)),
    decideDevice: ecg.decideDevice.handler(async ({ input, context }) => {
      const device = await decideDevice(kernel, context.caller, input);
      if (device.state === 'approved' && device.aeTitle !== '') deviceApproved();
      return device;
    }),
    editDevice: ecg.editDevice.handler(({ input, context }) => editDevice(kernel, context.caller, input)),
    renewDeviceKey: ecg.renewDeviceKey.handler(({ input, context }) => renewDeviceKey(kernel, context.caller, input)),
    uploadPoints: ecg.uploadPoints.handler(({ context }) =>
      // Who keeps the points sees them without seeing patients.
      kernel.read(
        context.caller,
        administers(context.caller, 'ecg.view', 'ecg.uploadPoints', 'ecg.admin'),
        { act: 'ecg.uploadPoints', subject: '' },
        listPoints,
      ),
    ),
    saveUploadPoint: ecg.saveUploadPoint.handler(({ input, context }) => savePoint(kernel, context.caller, input)),
    ruleSets: ecg.ruleSets.handler(({ context }) =>
      kernel.read(context.caller, settingsRight(context.caller), { act: 'ecg.ruleSets', subject: '' }, listRuleSets),
    ),
    saveRuleSet: ecg.saveRuleSet.handler(({ input, context }) => saveRuleSet(kernel, context.caller, input)),
    activateRuleSet: ecg.activateRuleSet.handler(({ input, context }) =>
      activateRuleSet(kernel, context.caller, input),
    ),
    confirmRuleSet: ecg.confirmRuleSet.handler(({ input, context }) => confirmRuleSet(kernel, context.caller, input)),
    previewRuleSet: ecg.previewRuleSet.handler(({ input, context }) => previewRuleSet(kernel, context.caller, input)),
    settings: ecg.settings.handler(({ context }) =>
      kernel.read(context.caller, settingsRight(context.caller), { act: 'ecg.settings', subject: '' }, settingsOf),
    ),
    saveSettings: ecg.saveSettings.handler(({ input, context }) => saveSettings(kernel, context.caller, input)),
    terms: ecg.terms.handler(({ context }) =>
      kernel.read(context.caller, 'ecg.view', { act: 'ecg.terms', subject: '' }, (db) => termsFor(db, context.caller)),
    ),
    saveTerm: ecg.saveTerm.handler(({ input, context }) => saveTerm(kernel, context.caller, input)),
    statistics: ecg.statistics.handler(({ input, context }) => statistics(kernel, context.caller, input)),
  });
}
