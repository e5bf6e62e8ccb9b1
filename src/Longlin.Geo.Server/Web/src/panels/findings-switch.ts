import { errorText } from '../ground/api';
import { notice } from '../ground/dom';
import type { Findings } from '../map/findings';
import type { CountyMap } from '../map/map';

// Road faults of the day; their code is loaded when somebody first switches them on.
export class FindingsSwitch {
  private findings: Promise<Findings> | undefined;

  constructor(private readonly map: CountyMap) {}

  async show(service: string, day: string): Promise<void> {
    const { map } = this.map;
    if (!map) return;
    if (!this.map.layersOn.includes('findings')) {
      if (this.findings) (await this.findings).hide();
      return;
    }
    this.findings ??= import('../map/findings').then(({ Findings }) => new Findings(map));
    try {
      await (await this.findings).show(service === 'access' ? 'access' : 'road', day);
    } catch (error) {
      notice(errorText(error));
    }
  }
}
