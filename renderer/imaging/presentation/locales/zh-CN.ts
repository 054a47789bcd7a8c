// 图像叠加面板（呈现状态、分割）的中文。
export const zhCN = {
  title: '图像叠加',
  close: '关闭',
  none: '没有呈现状态或分割对象',
  presentation: '呈现状态',
  own: '图像自身的显示方式',
  layer: '图层 {name}',
  segmentation: '分割',
  on: '显示 {name}',
  opacity: '填充不透明度 {percent}%',
  opacityShort: '填充',
  go: '转到此分割',
  hideAll: '全部隐藏',
  showAll: '全部显示',
  segment: '分割 {number}',
  loading: '读取中…',
  failed: '不能显示：{reason}',
  notHere: '当前图像不在其范围内。',
  goPresented: '转到有关图像',

  missing: '该图像不在已打开的检查中',
  unnamed: '未命名',
  fractional: '分数（轮廓为一半）',
} as const;

export type ShownTextKey = keyof typeof zhCN;
