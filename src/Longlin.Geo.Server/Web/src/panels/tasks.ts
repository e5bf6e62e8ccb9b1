import { byId } from '../ground/dom';
import type { Preview } from '../map/intake-preview';
import type { Fan } from '../map/map';
import type { Rules } from '../state/rules';
import type { Timeline } from '../state/timeline';
import { Dashboard } from './dashboard';
import type { Frame } from './frame';
import { Import } from './import/import';
import { Topics } from './topics/topics';
import { WorksPanel } from './works';

interface Context {
  nameOf: (code: string) => string;
  asked: () => { day: string; area: string; minHouseholds: number };
  placeOf: (code: string) => [number, number] | undefined;
  preview: (points: [number, number][], fan?: Fan) => void;
  intake: (preview: Preview | undefined) => void;
  show: (code: string, kind?: 'hamlets' | 'areas') => void;
}

// The tasks that read and import; those that draw are in tools.ts.
export class Tasks {
  readonly topics: Topics;
  readonly imports: Import;
  private readonly progress: Dashboard;
  private readonly works: WorksPanel;

  constructor(
    private readonly frame: Frame,
    timeline: Timeline,
    rules: Rules,
    private readonly context: Context,
  ) {
    const { nameOf, placeOf, asked, preview, show } = context;
    const day = (): string => asked().day;
    this.progress = new Dashboard(byId('progress'), timeline);
    this.works = new WorksPanel(byId('works'), rules, preview, nameOf, code => show(code));
    this.topics = new Topics(byId('topics'), rules, { nameOf, placeOf, asked, preview }, (kind, code) => {
      if (kind === 'areas' || timeline.hamlets.code.includes(code)) show(code, kind);
    });
    this.imports = new Import(byId('intake'), context.intake, () => {
      if (frame.task !== 'import') frame.open('import');
    });
    frame.register('progress', { open: () => this.progress.show(day()), close: () => this.progress.close() });
    frame.register('works', { open: () => this.works.show(day()), close: () => this.works.close() });
    frame.register('topics', { open: () => this.topics.open(), close: () => this.topics.close() });
    frame.register('import', { open: () => this.imports.open(), close: () => this.imports.close() });
  }

  // The open panel follows the date and the area.
  async renew(): Promise<void> {
    const { day } = this.context.asked();
    if (this.frame.task === 'topics') this.topics.renew();
    if (this.frame.task === 'progress') await this.progress.renew(day);
    if (this.frame.task === 'works') await this.works.renew(day);
  }
}
