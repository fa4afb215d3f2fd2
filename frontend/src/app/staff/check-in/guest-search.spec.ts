import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { Guest } from '../../core/api/models';
import { StaffApi } from '../staff-api';
import { GuestSearch } from './guest-search';

const GUESTS = '/api/check-in/performances/12/guests';

function guests(...names: string[]): Guest[] {
  return names.map((name) => ({
    reference: name,
    name,
    party_size: 2,
    admitted: 0,
    status: 'confirmed',
  }));
}

describe('GuestSearch', () => {
  let search: GuestSearch;
  let http: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [GuestSearch, StaffApi, provideHttpClient(), provideHttpClientTesting()],
    });
    search = TestBed.inject(GuestSearch);
    http = TestBed.inject(HttpTestingController);
    search.open(12);
    TestBed.tick();
  });

  /** Waits for the call, answers it, and lets the answer arrive. */
  async function answer(url: string, results: Guest[], total = results.length): Promise<void> {
    const call = await vi.waitFor(() => {
      TestBed.tick();
      return http.expectOne(url);
    });
    call.flush({ results, total, page: 1, page_size: 50 });
    await Promise.resolve();
    TestBed.tick();
  }

  function names(): string[] | undefined {
    return search.guests()?.map(({ name }) => name);
  }

  it('lists everybody, and then those who are searched for', async () => {
    await answer(`${GUESTS}?page=1`, guests('Ada', 'Bice'));
    expect(names()).toEqual(['Ada', 'Bice']);
    search.search(' bi');
    search.search(' bic');
    await answer(`${GUESTS}?q=bic&page=1`, guests('Bice'));
    expect(names()).toEqual(['Bice']);
    http.verify();
  });

  it('keeps the rows while the next answer is on its way', async () => {
    await answer(`${GUESTS}?page=1`, guests('Ada', 'Bice'));
    expect(names()).toEqual(['Ada', 'Bice']);
    search.refresh();
    TestBed.tick();
    expect(names()).toEqual(['Ada', 'Bice']);
    await answer(`${GUESTS}?page=1`, guests('Ada'));
    expect(names()).toEqual(['Ada']);
  });

  it('shows more on request, and starts over with a new search', async () => {
    await answer(`${GUESTS}?page=1`, guests('Ada'), 3);
    expect(search.more()).toBe(2);
    search.showMore();
    await answer(`${GUESTS}?page=1`, guests('Ada'), 3);
    await answer(`${GUESTS}?page=2`, guests('Bice'), 3);
    expect(names()).toEqual(['Ada', 'Bice']);
    expect(search.more()).toBe(1);

    search.search('ada');
    await answer(`${GUESTS}?q=ada&page=1`, guests('Ada'));
    expect(search.more()).toBe(0);
  });
});
