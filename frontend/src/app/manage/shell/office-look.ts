import { Component, ViewEncapsulation } from '@angular/core';

/** Brings the classes that all pages of the office share; they come with the office, not with every visitor's page. */
@Component({
  selector: 'az-office-look',
  template: '',
  styleUrl: './office.scss',
  encapsulation: ViewEncapsulation.None,
})
export class OfficeLook {}
