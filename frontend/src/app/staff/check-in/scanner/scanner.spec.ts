import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideTranslocoScope } from '@jsverse/transloco';

import { provideTestingTranslations } from '../../../../testing/translations';
import { ICONS } from '../../../core/icons/icons';
import { provideIcons } from '../../../core/icons/provide-icons';
import { STAFF_ICONS } from '../../staff-icons';
import { Decoder } from './decoder';
import { PictureGrabber } from './picture-grabber';
import { Scanner } from './scanner';

/** What the camera sees; null for a wall. */
let seen: string | null = null;

function aStream() {
  const track = { stop: vi.fn(), addEventListener: vi.fn(), getCapabilities: () => ({}) };
  return {
    active: true,
    track,
    getTracks: () => [track],
    getVideoTracks: () => [track],
  };
}

describe('Scanner', () => {
  const getUserMedia = vi.fn();
  const query = vi.fn();
  const found: string[] = [];
  let fixture: ComponentFixture<Scanner>;

  beforeEach(() => {
    seen = null;
    found.length = 0;
    query.mockResolvedValue({ state: 'prompt' });
    Object.assign(navigator, { mediaDevices: { getUserMedia }, permissions: { query } });
    vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
    vi.spyOn(Decoder.prototype, 'ready').mockResolvedValue();
    vi.spyOn(Decoder.prototype, 'read').mockImplementation(() => Promise.resolve(seen));
    vi.spyOn(PictureGrabber.prototype, 'grab').mockReturnValue({} as ImageData);
    TestBed.configureTestingModule({
      providers: [
        provideTestingTranslations(),
        provideTranslocoScope('staff'),
        provideIcons(ICONS),
        provideIcons(STAFF_ICONS),
      ],
    });
  });

  afterEach(() => {
    fixture.destroy();
    vi.restoreAllMocks();
    getUserMedia.mockReset();
    Reflect.deleteProperty(navigator, 'mediaDevices');
    Reflect.deleteProperty(navigator, 'permissions');
  });

  function open(): void {
    fixture = TestBed.createComponent(Scanner);
    fixture.componentInstance.found.subscribe((text) => found.push(text));
  }

  function find(testId: string): HTMLElement | null {
    return (fixture.nativeElement as HTMLElement).querySelector(`[data-testid="${testId}"]`);
  }

  async function expectState(state: string): Promise<void> {
    await vi.waitFor(async () => {
      await fixture.whenStable();
      expect(find('scanner')?.dataset['state']).toBe(state);
    });
  }

  it('waits to be asked where the browser would ask its person', async () => {
    open();
    await expectState('off');
    expect(getUserMedia).not.toHaveBeenCalled();
  });

  it('starts by itself where the camera was allowed before', async () => {
    query.mockResolvedValue({ state: 'granted' });
    getUserMedia.mockResolvedValue(aStream());
    open();
    await expectState('scanning');
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'failed'],
  ])('explains %s, and can be asked again', async (name, state) => {
    open();
    await expectState('off');
    getUserMedia.mockRejectedValueOnce(new DOMException('', name));
    find('scanner-start')?.click();
    await expectState(state);

    getUserMedia.mockResolvedValueOnce(aStream());
    find('scanner-start')?.click();
    await expectState('scanning');
  });

  it('tells a code once while it stays before the camera', async () => {
    getUserMedia.mockResolvedValue(aStream());
    open();
    await expectState('off');
    find('scanner-start')?.click();
    await expectState('scanning');
    seen = 'one';
    await vi.waitFor(() => {
      expect(found).toEqual(['one']);
    });
    seen = 'two';
    await vi.waitFor(() => {
      expect(found).toEqual(['one', 'two']);
    });
  });

  it('gives the camera back when it is switched off, also while it is starting', async () => {
    const running = aStream();
    getUserMedia.mockResolvedValueOnce(running);
    open();
    await expectState('off');
    find('scanner-start')?.click();
    await expectState('scanning');
    find('scanner-stop')?.click();
    await expectState('off');
    expect(running.track.stop).toHaveBeenCalled();

    const late = aStream();
    let allow: (stream: unknown) => void = () => undefined;
    getUserMedia.mockReturnValueOnce(new Promise((resolve) => (allow = resolve)));
    find('scanner-start')?.click();
    fixture.destroy();
    allow(late);
    await vi.waitFor(() => {
      expect(late.track.stop).toHaveBeenCalled();
    });
  });
});
