// Everything the page says, Chinese first.
const zh = {
  title: '隆林乡村设施规划', service: '服务', threshold: '户数不少于', area: '范围', date: '日期', layers: '图例与图层', townships: '按乡镇', list: '未通名单（户数从多到少）', api: '接口说明', fold: '收起或展开',
  close: '关闭', county: '全县', gaps: '个自然屯未{service}', people: '{households} 户，{persons} 人，占 {assessed} 个自然屯的 {share}', unknown: '未知', dataDate: '数据截至', synthetic: '合成演示数据',
  deadline: '目标期限', forecast: '预计（规划尚未建成）', more: '另有 {n} 个', language: 'English', met: '已通', not_met: '未通', households: '户', upgrade: '改造', build: '新建', metres: '米', since: '自', always: '一直',
  blocking: '卡在路段', failed: '数据没有取到，请刷新页面。', road_hardened: '硬化路', road_gravel: '砂石路', road_earth: '土路', road_unknown: '路面未知', small: '小于门槛', hamlets: '自然屯', reason: '依据',
  progress: '各条规则的进展', rule: '规则', standing: '状态', total: '总数', per_month: '每月需', open: '进行中', overdue: '逾期', not_in_force: '未生效', pace: '每月需 {n} 个', search: '查找屯名、拼音首字母或编码', play: '播放', pause: '暂停', download: '下载名单', copied: '链接已复制', share: '复制链接', cost: '约 {yuan} 万元（单价未核实）', older: '链接中的“{what}”在这里不存在，已忽略。', tiles: '部分地图瓦片没有取到，正在重试。', webgl: '此浏览器不支持 WebGL，地图不能显示；名单和统计仍可使用。', way: '路径', power: '电力', telecom: '通信', water: '供水', facilities: '公共设施', sites: '安置点', zones: '管控区', none: '没有',
};
const en: typeof zh = {
  title: 'Longlin rural infrastructure', service: 'Service', threshold: 'Households at least', area: 'Area', date: 'Date', layers: 'Legend and layers', townships: 'By township', list: 'Gaps, largest first', api: 'API',
  fold: 'Fold or unfold', close: 'Close', county: 'Whole county', gaps: 'hamlets without {service}', people: '{households} households, {persons} persons; {share} of {assessed} hamlets', unknown: 'Unknown', dataDate: 'Data of',
  synthetic: 'Synthetic demonstration data', deadline: 'Deadline', forecast: 'forecast (planned, not built)', more: '{n} more', language: '中文', met: 'met', not_met: 'not met', households: 'households', upgrade: 'upgrade', build: 'build',
  metres: 'm', since: 'since', always: 'always', blocking: 'Blocking segments', failed: 'The data could not be loaded: reload the page.', road_hardened: 'hardened road', road_gravel: 'gravel road', road_earth: 'earth road',
  road_unknown: 'surface unknown', small: 'below the threshold', hamlets: 'Hamlets', reason: 'Evidence', progress: 'Progress by rule', rule: 'Rule', standing: 'Standing', total: 'Total', per_month: 'a month', open: 'open', overdue: 'overdue', not_in_force: 'not in force', pace: '{n} a month needed', search: 'Name, pinyin initials or code', play: 'Play', pause: 'Pause', download: 'Download the list', copied: 'Link copied', share: 'Copy link', cost: 'about {yuan} ×10,000 yuan (prices not verified)', older: 'The link names “{what}”, which is not here; it was left out.', tiles: 'Some map tiles could not be loaded; trying again.', webgl: 'This browser has no WebGL: the map cannot be drawn, the list and the numbers can.', way: 'The way', power: 'Power', telecom: 'Telecom', water: 'Water', facilities: 'Facilities', sites: 'Relocation sites', zones: 'Zones', none: 'none',
};
export const language: 'zh' | 'en' = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh';
const words = language === 'en' ? en : zh;
export type Word = keyof typeof zh;

export function say(word: Word, values: Record<string, string | number> = {}): string {
  return words[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const number = (value: number): string => grouped.format(value);
