// Report templates of the ECG room that ship as a start; named blanks are filled with the measurement in force, the others by the writer.
import { anySex, type ShippedTemplate } from './shape.ts';

type Text = readonly [name: string, group: string, findings: string, impression: string, positive: boolean];

function of([name, group, findings, impression, positive]: Text): ShippedTemplate {
  return {
    ...anySex,
    service: 'ecg',
    modality: 'ECG',
    bodyPart: '',
    name,
    path: ['心电图', group],
    method: '',
    findings,
    impression,
    positive,
  };
}

export const ecgTemplates: readonly ShippedTemplate[] = [
  of([
    '正常心电图',
    '正常',
    '窦性P波规律出现，频率【心率】次/分，P-R间期【PR】ms，QRS时限【QRS】ms，Q-T间期【QT】ms，Q-Tc间期【QTc】ms（【QTc公式】），电轴不偏（【电轴】°），ST-T未见异常。',
    '1. 窦性心律\n2. 正常心电图',
    false,
  ]),
  of([
    '窦性心动过速',
    '窦性心律失常',
    '窦性P波规律出现，频率【心率】次/分（＞100次/分），P-R间期及QRS时限正常。',
    '窦性心动过速',
    true,
  ]),
  of([
    '窦性心动过缓伴不齐',
    '窦性心律失常',
    '窦性P波，频率【心率】次/分（＜60次/分），P-P间期互差＞120ms，P-R间期固定。',
    '1. 窦性心动过缓\n2. 窦性心律不齐',
    true,
  ]),
  of([
    '心房颤动',
    '房性心律失常',
    'P波消失，代之以大小、形态、间距不等的f波，以V1导联明显，R-R间期绝对不等，平均心室率【心率】次/分，QRS时限正常。',
    '心房颤动伴【快速/缓慢】心室率',
    true,
  ]),
  of([
    '房性早搏',
    '房性心律失常',
    '提前出现的P′波，形态与窦性P波不同，P′-R间期＞120ms，其后QRS波形态正常，代偿间歇不完全。',
    '1. 窦性心律\n2. 房性早搏',
    true,
  ]),
  of([
    '室性早搏',
    '室性心律失常',
    '提前出现的宽大畸形QRS波，时限＞120ms，其前无相关P波，T波与主波方向相反，代偿间歇完全。',
    '1. 窦性心律\n2. 室性早搏',
    true,
  ]),
  of([
    '室性心动过速',
    '室性心律失常',
    '连续出现【 】个宽大畸形QRS波，频率【 】次/分，节律【整齐/略不齐】，可见【房室分离/室性融合波/心室夺获】。',
    '室性心动过速（危急值，【已通知/待通知】临床）',
    true,
  ]),
  of([
    '完全性右束支阻滞',
    '传导异常',
    'QRS时限【QRS】ms（≥120ms），V1导联呈rsR′型，I、V5、V6导联S波宽钝，继发ST-T改变。',
    '1. 窦性心律\n2. 完全性右束支阻滞',
    true,
  ]),
  of([
    '三度房室阻滞',
    '传导异常',
    'P波与QRS波无关，各自规律出现，心房率【 】次/分，心室率【心率】次/分，QRS波形态【正常/宽大畸形】，为【交界性/室性】逸搏心律。',
    '三度房室阻滞，【交界性/室性】逸搏心律（危急值，【已通知/待通知】临床）',
    true,
  ]),
  of([
    '急性ST段抬高型心肌梗死',
    '心肌缺血与梗死',
    '【 】导联ST段弓背向上抬高【 】mV，T波【高尖/倒置】，【可见病理性Q波】，对应导联【 】ST段压低。',
    '急性【前壁/下壁】ST段抬高型心肌梗死（危急值，【已通知/待通知】临床）',
    true,
  ]),
  of([
    'ST-T改变',
    '心肌缺血与梗死',
    '【 】导联ST段【水平型/下斜型】压低【 】mV，T波【低平/双向/倒置】。',
    '1. 窦性心律\n2. ST-T改变，请结合临床',
    true,
  ]),
];
