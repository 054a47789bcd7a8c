// What is known of the pre-sorting's errors: said in the guide and nowhere else, so that the screen never shows older figures.
import guide from '../../../../docs/guide/ecg.zh-CN.md?raw';

export interface LaneFigures {
  /** Abnormal recordings that were tried, and how many of them were taken for normal. */
  abnormal: number;
  missed: number;
  /** Upper end of the 95 % confidence interval of the share, percent. */
  upperPercent: number;
}

const head = '## 图形规则与快速通道的误差';
const lead = '快速通道（正常组）';

/** The paragraphs of the guide that explain the figures, without its tables; that of the lane first. */
export function laneChapter(text = guide): string[] {
  const from = text.indexOf(head);
  if (from < 0) return [];
  const next = text.indexOf('\n## ', from + head.length);
  const paragraphs = text
    .slice(from + head.length, next < 0 ? undefined : next)
    .split('\n\n')
    .map((paragraph) => paragraph.trim().replaceAll(/\[([^\]]+)\]\([^)]+\)|`([^`]+)`|\*\*([^*]+)\*\*/gu, '$1$2$3'))
    .filter((paragraph) => paragraph !== '' && !paragraph.startsWith('|'));
  const isLane = (paragraph: string) => paragraph.startsWith(lead);
  return [...paragraphs.filter(isLane), ...paragraphs.filter((one) => !isLane(one))];
}

/** The sentence on the lane and its figures; null where the guide says none. */
export function laneFigures(text = guide): { sentence: string; figures: LaneFigures } | null {
  const sentence = laneChapter(text).find((paragraph) => paragraph.startsWith(lead));
  const read = /(\d+) 份有异常[^，]*误入 (\d+) 份（95% 置信上限 ([\d.]+)%）/u.exec(sentence ?? '');
  if (!sentence || !read) return null;
  const [abnormal = 0, missed = 0, upperPercent = 0] = read.slice(1).map(Number);
  return { sentence, figures: { abnormal, missed, upperPercent } };
}
