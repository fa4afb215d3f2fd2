import { scannedCode, typedCode } from './presented-code';

const token = 'kD3v_9Lq-0sT7uWxYzAbCdEfGhIjKlMnOpQrStUvWx0';

describe('scannedCode', () => {
  it.each([token, `https://site.example/ticket#${token}`, `/ticket?lang=en#${token}`])(
    'finds the token in %s',
    (text) => {
      expect(scannedCode(text)).toEqual({ kind: 'token', token });
    },
  );

  it.each([
    'WIFI:S:Foyer;T:WPA;P:secret;;',
    'BEGIN:VCARD\nFN:Anna Bianchi\nEND:VCARD',
    'https://menu.example/table/4',
    'https://menu.example/#top',
    '',
  ])('takes %s for no ticket', (text) => {
    expect(scannedCode(text)).toBeNull();
  });
});

describe('typedCode', () => {
  it.each(['7KQ2M1X', '7kq2mlx', ' 7KQ-2MI-X ', '7kq 2m1x'])('reads the reference %s', (text) => {
    expect(typedCode(text)).toEqual({ kind: 'reference', reference: '7KQ2M1X' });
  });

  it('reads a token and an address as the camera does', () => {
    expect(typedCode(token)).toEqual({ kind: 'token', token });
    expect(typedCode(`https://site.example/ticket#${token}\n`)).toEqual({ kind: 'token', token });
  });

  it.each(['', '   ', 'Anna Bianchi de Rossi', 'anna@posta.example'])(
    'takes %j for no code',
    (text) => {
      expect(typedCode(text)).toBeNull();
    },
  );
});
