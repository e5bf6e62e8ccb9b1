import { errorText } from '../ground/api';
import { notice } from '../ground/dom';
import type { Findings } from '../map/findings';
import type { CountyMap } from '../map/map';
import { type Rules, roadOf } from '../state/rules';

// Road faults of the day; their code is loaded when somebody first switches them on.
export class FindingsSwitch {
  private findings: Promise<Findings> | undefined;

  constructor(
    private readonly map: CountyMap,
    private readonly rules: Rules,
  ) {}

  async show(service: string, day: string): Promise<void> {
    const { map } = this.map;
    if (!map) return;
    if (!this.map.layersOn.includes('findings')) {
      if (this.findings) (await this.findings).hide();
      return;
    }
    this.findings ??= import('../map/findings').then(({ Findings }) => new Findings(map));
    try {
      await (await this.findings).show(roadOf(this.rules, service), day);
    } catch (error) {
      notice(errorText(error));
    }
  }
}
