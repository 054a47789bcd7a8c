// Captchas: a picture of four letters, good for one try within two minutes. The throttle does the real work; this slows scripts.
import svgCaptcha from 'svg-captcha';

export type DrawCaptcha = () => { text: string; svg: string };

export const drawCaptcha: DrawCaptcha = () => {
  const { text, data } = svgCaptcha.create({
    size: 4,
    noise: 2,
    color: true,
    background: '#f5f5f5',
    ignoreChars: '0oO1iIlLqg9',
  });
  return { text, svg: data };
};

export interface Captchas {
  make(): { id: string; svg: string };
  /** True once, for the right text in time; whatever the answer, the captcha is used up. */
  take(given: { id: string; text: string } | undefined): boolean;
}

const lifeMs = 120_000;
const most = 5000;

export function makeCaptchas(parts: { draw: DrawCaptcha; newId(): string; now(): number }): Captchas {
  const open = new Map<string, { text: string; until: number }>();

  function forgetOld(): void {
    const now = parts.now();
    // A Map keeps the order of insertion, and all live equally long: the first one that is still good ends the search.
    for (const [id, entry] of open) {
      if (entry.until > now && open.size <= most) return;
      open.delete(id);
    }
  }

  return {
    make() {
      forgetOld();
      const { text, svg } = parts.draw();
      const id = parts.newId();
      open.set(id, { text: text.toLowerCase(), until: parts.now() + lifeMs });
      return { id, svg };
    },
    take(given) {
      if (!given) return false;
      const entry = open.get(given.id);
      open.delete(given.id);
      return entry !== undefined && entry.until > parts.now() && entry.text === given.text.trim().toLowerCase();
    },
  };
}
