import { Injectable, inject } from '@angular/core';

import { Language } from '../language/language';
import { DateStyle, formatDate, formatDateTime, formatTime } from './wall-clock';

/** Writes the API's instants in the language of the page; templates that call it follow a switch. */
@Injectable({ providedIn: 'root' })
export class SiteTime {
  private readonly language = inject(Language);

  date(instant: string, style: DateStyle = 'day'): string {
    return formatDate(instant, this.language.current(), style);
  }

  time(instant: string): string {
    return formatTime(instant, this.language.current());
  }

  dateTime(instant: string, style: DateStyle = 'day'): string {
    return formatDateTime(instant, this.language.current(), style);
  }
}
