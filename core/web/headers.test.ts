// The headers of an answer: by content type, without overwriting what the answer brought.
import { describe, expect, test } from 'vitest';
import { addSecurityHeaders } from './headers.ts';

function headersOf(given: Record<string, string>, secure = false): Headers {
  const headers = new Headers(given);
  addSecurityHeaders(headers, secure);
  return headers;
}

describe('security headers', () => {
  test('a page may run its own scripts and nothing inline', () => {
    const policy = headersOf({ 'content-type': 'text/html; charset=utf-8' }).get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  test('a PDF may be drawn in a frame of this origin; data may do nothing', () => {
    expect(headersOf({ 'content-type': 'application/pdf' }).get('content-security-policy')).toBe(
      "frame-ancestors 'self'",
    );
    expect(headersOf({ 'content-type': 'application/json' }).get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
  });

  test('a page that another system may embed names it, and nobody else', () => {
    const headers = new Headers({ 'content-type': 'text/html' });
    addSecurityHeaders(headers, true, ['https://emr.hospital.cn']);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self' https://emr.hospital.cn;");
    expect(headersOf({ 'content-type': 'text/html' }).get('content-security-policy')).toContain(
      "frame-ancestors 'self';",
    );
  });

  test('what the answer brought stays, what it lacks is set', () => {
    const headers = headersOf({ 'content-security-policy': "default-src 'none'", 'cache-control': 'no-cache' });
    expect(headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headersOf({}).get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('only HTTPS promises HTTPS', () => {
    expect(headersOf({}, true).has('strict-transport-security')).toBe(true);
    expect(headersOf({}).has('strict-transport-security')).toBe(false);
  });
});
