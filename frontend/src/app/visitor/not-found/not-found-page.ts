import { Component } from '@angular/core';

import { Missing } from './missing';

/** Every address that no page has. */
@Component({
  selector: 'az-not-found-page',
  imports: [Missing],
  template: '<az-missing />',
})
export class NotFoundPage {}
