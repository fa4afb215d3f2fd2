import { tokenFromFragment } from '../../core/navigation/token-of-link';

/** What a guest shows at the door: a ticket's secret, or the reservation's name for people. */
export type PresentedCode =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'reference'; readonly reference: string };

/** Nothing longer is taken for a reference; tokens begin well above. */
const REFERENCE = /^[0-9A-Z]{1,12}$/;

/**
 * What the camera read. Null where it is no ticket: whatever else people carry as QR codes (contacts,
 * certificates, tickets of trains) does not leave the phone.
 */
export function scannedCode(text: string): PresentedCode | null {
  const token = tokenFromFragment(text.slice(text.lastIndexOf('#') + 1));
  return token === null ? null : { kind: 'token', token };
}

/** What somebody typed or pasted: a reference in any spelling, a bare token, or a ticket's address. */
export function typedCode(text: string): PresentedCode | null {
  const reference = readReference(text);
  return REFERENCE.test(reference) ? { kind: 'reference', reference } : scannedCode(text);
}

/** Crockford's way with what people type: any case, blanks and hyphens, O for 0, I and L for 1. */
function readReference(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
}
