// Texts of the printed request form.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';

const zhCN = {
  title: '影像检查申请单',
  accession: '检查号',
  name: '姓名',
  numbers: '患者号 / 就诊号',
  department: '申请科室',
  exam: '检查项目',
  part: '部位',
  priority: '优先级',
  room: '机房 / 设备',
  time: '时间',
  diagnosis: '临床诊断',
  history: '病史',
  purpose: '检查目的',
  radiographer: '技师签名：',
  printed: '打印时间',
  print: '打印',
};

const en: typeof zhCN = {
  title: 'Imaging request',
  accession: 'Accession',
  name: 'Name',
  numbers: 'Patient / visit',
  department: 'From',
  exam: 'Exam',
  part: 'Body part',
  priority: 'Priority',
  room: 'Room / device',
  time: 'Time',
  diagnosis: 'Diagnosis',
  history: 'History',
  purpose: 'Question',
  radiographer: 'Radiographer:',
  printed: 'Printed',
  print: 'Print',
};

export const useFormText = defineTexts({ 'zh-CN': zhCN, en });
