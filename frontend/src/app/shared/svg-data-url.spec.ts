import { svgDataUrl } from './svg-data-url';

describe('svgDataUrl', () => {
  it('escapes what would end the address', () => {
    expect(svgDataUrl('<svg fill="#000"/>')).toBe(
      'data:image/svg+xml,%3Csvg%20fill%3D%22%23000%22%2F%3E',
    );
  });
});
