// Texts of remote reading that only images have.
import { defineTexts } from '../../../../renderer/i18n/text.tsx';

const zhCN = {
  'empty.hint': '在检查列表中选中一例按 F8 申请；其他机构发来的申请自动出现在这里。',
  'act.open': '打开阅片',
  'return.missing': '资料不全',
  'return.wrong': '资料有误',
  'return.scope': '超出本科室诊断范围',
  'detail.request': '申请信息',
  'request.none': '没有开放影像诊断的上级医院，请联系管理员维护机构关系。',
  'request.findings': '初步所见',
  'request.images': '影像 {count} 幅，提交后自动传递',
  'request.noImages': '还没有影像：提交后为“上传中”，影像到达后自动转为“待诊断”',
};

const en: typeof zhCN = {
  'empty.hint':
    'Choose an exam in the worklist and press F8; requests of other institutions appear here by themselves.',
  'act.open': 'Open',
  'return.missing': 'Data missing',
  'return.wrong': 'Data wrong',
  'return.scope': 'Out of our scope',
  'detail.request': 'Request',
  'request.none': 'No superior hospital reads images; ask an administrator to set the relations.',
  'request.findings': 'First findings',
  'request.images': '{count} images go with it',
  'request.noImages': 'No images yet: it is “uploading” until they arrive',
};

export const useImageRemoteText = defineTexts({ 'zh-CN': zhCN, en });
