import { byId } from '../ground/dom';
import { say } from '../ground/words';
import { dayCount, isoOf, numberOf, numberOfIso, offsetOf } from './days';

const daysAFrame = 2;

// The date of the question. It plays from its place to the end; the part after the data date is marked as forecast.
export class Slider {
  private frames = 0;
  private readonly input = byId<HTMLInputElement>('date');

  constructor(
    private readonly dataDate: number | null,
    private readonly moved: () => void,
  ) {
    this.input.min = '0';
    this.input.max = String(dayCount);
    this.input.value = String(dataDate === null ? dayCount : offsetOf(dataDate));
    byId('years').append(
      ...[2015, 2016, 2017, 2018, 2019, 2020].map(y =>
        Object.assign(document.createElement('span'), { textContent: String(y) }),
      ),
    );
    byId('future').style.left = `${100 * (dataDate === null ? 1 : offsetOf(dataDate) / dayCount)}%`;
    this.input.addEventListener('pointerdown', () => this.stop());
    byId('play').addEventListener('click', () => {
      if (this.playing) this.stop();
      else this.play();
    });
  }

  get date(): number {
    return numberOf(Number(this.input.value));
  }

  get forecast(): boolean {
    return this.dataDate !== null && this.date > this.dataDate;
  }

  get playing(): boolean {
    return this.frames > 0;
  }

  // While it plays, the rows are updated a few times a second: nobody reads faster.
  get rowsFollow(): boolean {
    return this.frames % 15 === 0;
  }

  // False where the text is not a date.
  go(iso: string): boolean {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return false;
    this.input.value = String(offsetOf(numberOfIso(iso)));
    return true;
  }

  show(deadline: string | null, text: string): void {
    byId('day').textContent = `${isoOf(this.date)}${this.forecast ? ` ${say('forecast')}` : ''}`;
    this.input.setAttribute('aria-valuetext', byId('day').textContent!);
    byId('deadline').hidden = deadline === null;
    byId('deadline-text').textContent = text;
    if (deadline !== null) byId('deadline').style.left = `${(100 * offsetOf(numberOfIso(deadline))) / dayCount}%`;
  }

  private play(): void {
    if (Number(this.input.value) >= dayCount) this.input.value = '0';
    this.button('❚❚', say('pause'));
    this.frames = 1;
    const step = (): void => {
      if (!this.playing) return;
      this.input.value = String(Math.min(dayCount, Number(this.input.value) + daysAFrame));
      this.frames++;
      this.moved();
      if (Number(this.input.value) >= dayCount) this.stop();
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  private stop(): void {
    if (!this.playing) return;
    this.frames = 0;
    this.button('▶', say('play'));
    this.moved();
  }

  private button(sign: string, label: string): void {
    byId('play').textContent = sign;
    byId('play').setAttribute('aria-label', label);
  }
}
