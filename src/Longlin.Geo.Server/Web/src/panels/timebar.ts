import { byId, element } from '../ground/dom';
import { say } from '../ground/words';
import { dayCount, isCovered, isoOf, numberOf, numberOfIso, offsetOf, parseDay } from '../state/days';

const daysAFrame = 2;
const years = [2015, 2016, 2017, 2018, 2019, 2020];

// The date of the question: a slider that plays, and a field in which a date is typed. The part after the data date is
// marked as forecast.
export class TimeBar {
  private frames = 0;
  private readonly input = byId<HTMLInputElement>('date');
  private readonly typed = byId<HTMLInputElement>('day');
  private readonly choice = byId<HTMLSelectElement>('forecast-by');

  constructor(
    private readonly dataDate: number | null,
    private readonly moved: () => void,
    changed: () => void,
  ) {
    this.input.min = '0';
    this.input.max = String(dayCount);
    this.input.value = String(dataDate === null ? dayCount : offsetOf(dataDate));
    for (const year of years) {
      const label = element('span', '', String(year));
      place(label, offsetOf(year * 10000 + 101));
      byId('years').append(label);
    }
    place(byId('future'), dataDate === null ? dayCount : offsetOf(dataDate));
    byId('future').title = say('forecast');
    this.choice.addEventListener('change', changed);
    let frame = 0;
    this.input.addEventListener('input', () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(moved);
    });
    this.input.addEventListener('pointerdown', () => this.stop());
    byId('play').addEventListener('click', () => {
      if (this.playing) this.stop();
      else this.play();
    });
    byId('time').addEventListener('submit', event => {
      event.preventDefault();
      this.take();
    });
    this.typed.addEventListener('change', () => this.take());
    this.typed.addEventListener('keydown', event => {
      if (event.key !== 'Escape') return;
      event.preventDefault(); // it takes back what was typed and closes nothing
      this.write();
    });
  }

  get date(): number {
    return numberOf(Number(this.input.value));
  }

  get forecast(): boolean {
    return this.dataDate !== null && this.date > this.dataDate;
  }

  // What is taken for granted of works after the data date.
  get forecastBy(): string {
    return this.choice.value;
  }

  // False where there is no such forecast.
  chooseForecast(name: string): boolean {
    const option = [...this.choice.options].find(o => o.value === name);
    if (option) this.choice.value = name;
    return option !== undefined;
  }

  get playing(): boolean {
    return this.frames > 0;
  }

  // While it plays, the rows are updated a few times a second: nobody reads faster.
  get rowsFollow(): boolean {
    return this.frames % 15 === 0;
  }

  // False where the text is not a date that the slider reaches.
  go(text: string): boolean {
    const day = parseDay(text);
    if (day === undefined || !isCovered(day)) return false;
    this.input.value = String(offsetOf(day));
    return true;
  }

  show(deadline: string | null, text: string): void {
    this.write();
    byId('forecast').hidden = !this.forecast;
    byId('forecast').title = say('forecast');
    this.choice.hidden = !this.forecast;
    const spoken = isoOf(this.date) + (this.forecast ? ` ${say('forecast')}` : '');
    this.input.setAttribute('aria-valuetext', spoken);
    byId('deadline').hidden = deadline === null;
    byId('deadline').title = text;
    byId('deadline-text').textContent = text;
    if (deadline !== null) place(byId('deadline'), offsetOf(numberOfIso(deadline)));
  }

  // Moves the slider to the date that was typed, or says what is understood.
  private take(): void {
    if (parseDay(this.typed.value) === this.date) {
      this.write();
      return;
    }
    this.stop();
    if (this.go(this.typed.value)) {
      this.moved();
      return;
    }
    this.typed.setAttribute('aria-invalid', 'true');
    const ends = { first: isoOf(numberOf(0)), last: isoOf(numberOf(dayCount)) };
    byId('day-says').textContent = say('date_forms', ends);
  }

  private write(): void {
    this.typed.value = isoOf(this.date);
    this.typed.removeAttribute('aria-invalid');
    byId('day-says').textContent = '';
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

// Puts a mark where the slider's knob stands on that day.
function place(mark: HTMLElement, offset: number): void {
  mark.style.setProperty('--at', String(offset / dayCount));
}
