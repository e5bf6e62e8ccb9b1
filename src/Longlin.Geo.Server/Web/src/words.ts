// Everything the page says, Chinese first.
const zh = {
  title: '隆林乡村设施规划', service: '服务', threshold: '户数不少于', area: '范围', date: '日期', layers: '图例与图层', townships: '按乡镇', list: '未通名单（户数从多到少）', api: '接口说明', fold: '收起或展开',
  close: '关闭', county: '全县', gaps: '个自然屯未{service}', people: '{households} 户，{persons} 人，占 {assessed} 个自然屯的 {share}', unknown: '未知', dataDate: '数据截至', synthetic: '合成演示数据',
  deadline: '目标期限', forecast: '预计（规划尚未建成）', more: '另有 {n} 个', language: 'English', met: '已通', not_met: '未通', households: '户', upgrade: '改造', build: '新建', metres: '米', since: '自', always: '一直',
  blocking: '卡在路段', failed: '数据没有取到，请刷新页面。', road_hardened: '硬化路', road_gravel: '砂石路', road_earth: '土路', road_unknown: '路面未知', small: '小于门槛', hamlets: '自然屯', reason: '依据',
  import: '导入文件', layer: '图层', crs: '坐标系', encoding: '编码', mode: '方式', upsert: '更新并新增', append: '只新增', replace: '整层替换', choose: '选择文件，或拖到页面上', check: '检查', take: '导入', cancel: '取消', undo: '撤销导入', undone: '已撤销导入', reload: '刷新地图', no_file: '请先选择文件。', no_right: '没有写入权限，请用带令牌的管理链接打开。', working: '处理中', rows: '行', cancelled: '已取消，没有改动。', checked: '检查完毕，尚未写入', taken: '已导入', read: '读取', inserted: '新增', updated: '更新', unchanged: '不变', rejected: '不合格', approximate: '近似', not_used: '不用', progress: '各条规则的进展', rule: '规则', standing: '状态', total: '总数', per_month: '每月需', open: '进行中', overdue: '逾期', not_in_force: '未生效', pace: '每月需 {n} 个', search: '查找屯名、拼音首字母或编码', play: '播放', pause: '暂停', download: '下载名单', copied: '链接已复制', share: '复制链接', cost: '约 {yuan} 万元（单价未核实）', older: '链接中的“{what}”在这里不存在，已忽略。', tiles: '部分地图瓦片没有取到，正在重试。', webgl: '此浏览器不支持 WebGL，地图不能显示；名单和统计仍可使用。', way: '路径', power: '电力', telecom: '通信', water: '供水', facilities: '公共设施', sites: '安置点', zones: '管控区', none: '没有',
};
const en: typeof zh = {
  title: 'Longlin rural infrastructure', service: 'Service', threshold: 'Households at least', area: 'Area', date: 'Date', layers: 'Legend and layers', townships: 'By township', list: 'Gaps, largest first', api: 'API',
  fold: 'Fold or unfold', close: 'Close', county: 'Whole county', gaps: 'hamlets without {service}', people: '{households} households, {persons} persons; {share} of {assessed} hamlets', unknown: 'Unknown', dataDate: 'Data of',
  synthetic: 'Synthetic demonstration data', deadline: 'Deadline', forecast: 'forecast (planned, not built)', more: '{n} more', language: '中文', met: 'met', not_met: 'not met', households: 'households', upgrade: 'upgrade', build: 'build',
  metres: 'm', since: 'since', always: 'always', blocking: 'Blocking segments', failed: 'The data could not be loaded: reload the page.', road_hardened: 'hardened road', road_gravel: 'gravel road', road_earth: 'earth road',
  road_unknown: 'surface unknown', small: 'below the threshold', hamlets: 'Hamlets', reason: 'Evidence', import: 'Import a file', layer: 'Layer', crs: 'Coordinate system', encoding: 'Encoding', mode: 'Mode', upsert: 'update and add', append: 'add only', replace: 'replace the layer', choose: 'Choose files, or drop them on the page', check: 'Check', take: 'Import', cancel: 'Cancel', undo: 'Take back import', undone: 'Taken back: import', reload: 'Reload the map', no_file: 'Choose a file first.', no_right: 'You may not write: open the admin link with its token.', working: 'Working', rows: 'rows', cancelled: 'Cancelled, nothing was changed.', checked: 'Checked, nothing written yet', taken: 'Imported', read: 'read', inserted: 'inserted', updated: 'updated', unchanged: 'unchanged', rejected: 'rejected', approximate: 'approximate', not_used: 'not used', progress: 'Progress by rule', rule: 'Rule', standing: 'Standing', total: 'Total', per_month: 'a month', open: 'open', overdue: 'overdue', not_in_force: 'not in force', pace: '{n} a month needed', search: 'Name, pinyin initials or code', play: 'Play', pause: 'Pause', download: 'Download the list', copied: 'Link copied', share: 'Copy link', cost: 'about {yuan} ×10,000 yuan (prices not verified)', older: 'The link names “{what}”, which is not here; it was left out.', tiles: 'Some map tiles could not be loaded; trying again.', webgl: 'This browser has no WebGL: the map cannot be drawn, the list and the numbers can.', way: 'The way', power: 'Power', telecom: 'Telecom', water: 'Water', facilities: 'Facilities', sites: 'Relocation sites', zones: 'Zones', none: 'none',
};
export const language: 'zh' | 'en' = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'zh';
const words = language === 'en' ? en : zh;
export type Word = keyof typeof zh;

export function say(word: Word, values: Record<string, string | number> = {}): string {
  return words[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const number = (value: number): string => grouped.format(value);
