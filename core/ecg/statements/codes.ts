// Codes of the AHA/ACC/HRS 2007 recommendations part II that the machine itself may suggest, with Chinese text of our own.

export interface StatementText {
  code: string;
  zh: string;
  en: string;
}

const list = [
  ['1', '正常心电图', 'Normal ECG'],
  ['3', '异常心电图', 'Abnormal ECG'],
  ['4', '无法判读的心电图', 'Uninterpretable ECG'],
  ['10', '肢体导联电极反接', 'Extremity electrode reversal'],
  ['12', '导联缺失或脱落', 'Missing lead(s)'],
  ['15', '信号质量差', 'Poor-quality data'],
  ['20', '窦性心律', 'Sinus rhythm'],
  ['21', '窦性心动过速', 'Sinus tachycardia'],
  ['22', '窦性心动过缓', 'Sinus bradycardia'],
  ['23', '窦性心律不齐', 'Sinus arrhythmia'],
  ['26', '窦性停搏或长间歇', 'Sinus pause or arrest'],
  ['27', '室上性心律，性质待定', 'Uncertain supraventricular rhythm'],
  ['30', '房性早搏', 'Atrial premature complex(es)'],
  ['50', '心房颤动', 'Atrial fibrillation'],
  ['51', '心房扑动', 'Atrial flutter'],
  ['56', '窄QRS心动过速', 'Narrow-QRS tachycardia'],
  ['60', '室性早搏', 'Ventricular premature complex(es)'],
  ['63', '室性自主心律', 'Idioventricular rhythm'],
  ['70', '室性心动过速', 'Ventricular tachycardia'],
  ['71', '短阵室性心动过速', 'Ventricular tachycardia, unsustained'],
  ['72', '多形性室性心动过速', 'Ventricular tachycardia, polymorphous'],
  ['73', '尖端扭转型室性心动过速', 'Ventricular tachycardia, torsades de pointes'],
  ['74', '心室颤动', 'Ventricular fibrillation'],
  ['76', '宽QRS心动过速', 'Wide-QRS tachycardia'],
  ['80', '短PR间期', 'Short PR interval'],
  ['82', 'PR间期延长', 'Prolonged PR interval'],
  ['83', '二度I型房室传导阻滞', 'Second-degree AV block, Mobitz type I (Wenckebach)'],
  ['84', '二度II型房室传导阻滞', 'Second-degree AV block, Mobitz type II'],
  ['85', '2:1房室传导阻滞', '2:1 AV block'],
  ['86', '房室传导阻滞，比例不定', 'AV block, varying conduction'],
  ['87', '高度房室传导阻滞', 'AV block, advanced (high-grade)'],
  ['88', '完全性（三度）房室传导阻滞', 'AV block, complete (third-degree)'],
  ['104', '左束支传导阻滞', 'Left bundle-branch block'],
  ['105', '不完全性右束支传导阻滞', 'Incomplete right bundle-branch block'],
  ['106', '右束支传导阻滞', 'Right bundle-branch block'],
  ['107', '室内传导延迟', 'Intraventricular conduction delay'],
  ['108', '心室预激', 'Ventricular preexcitation'],
  ['120', '电轴右偏', 'Right-axis deviation'],
  ['121', '电轴左偏', 'Left-axis deviation'],
  ['122', '电轴右上偏', 'Right superior axis'],
  ['123', '电轴不确定', 'Indeterminate axis'],
  ['125', '低电压', 'Low voltage'],
  ['142', '左心室肥大', 'Left ventricular hypertrophy'],
  ['145', 'ST段改变', 'ST deviation'],
  ['147', 'T波异常', 'T-wave abnormality'],
  ['148', 'QT间期延长', 'Prolonged QT interval'],
  ['149', 'QT间期缩短', 'Short QT interval'],
  ['201', '急性肺栓塞图形（S1Q3T3）', 'Acute pulmonary embolism pattern (S1Q3T3)'],
  ['181', '心室起搏心律', 'Ventricular-paced complex(es) or rhythm'],
] as const;

export type StatementCode = (typeof list)[number][0];

export const statementTexts: ReadonlyMap<StatementCode, StatementText> = new Map(
  list.map(([code, zh, en]) => [code, { code, zh, en }]),
);
