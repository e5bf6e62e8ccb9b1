import { byId, notice } from '../ground/dom';
import { say } from '../ground/words';
import { read, type View, withoutSecrets, write } from '../state/share';

// The view is kept in the address, and copied with it.
export class Permalink {
  constructor(private readonly view: () => View) {
    byId('share').addEventListener('click', () => void this.share());
  }

  remember(): void {
    history.replaceState(null, '', write(this.view()));
  }

  read(): { view: Partial<View>; unknown: string[] } {
    return read(location.hash);
  }

  private async share(): Promise<void> {
    this.remember();
    const link = withoutSecrets(location.href);
    try {
      await navigator.clipboard.writeText(link);
      notice(say('copied'));
    } catch {
      notice(link); // a page without access to the clipboard shows the link instead
    }
  }
}
