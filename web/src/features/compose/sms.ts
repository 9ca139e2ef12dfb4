// How long a text is as SMS, after 3GPP TS 23.038, and as the server counts it:
// 160 places of the GSM alphabet in one part or 153 in each of several; 70 or 67
// UTF-16 units where a character lies outside of it.

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Each takes two places: an escape and the character. */
const extended = new Set('^{}\\[~]|€\f')

export interface SmsLength {
  /** Places taken. */
  length: number
  /** Places in the parts that are taken. */
  room: number
  parts: number
  /** The first character that makes every part shorter, if there is one. */
  outside: string | null
}

export function measureSms(text: string): SmsLength {
  const characters = [...text]
  const outside = characters.find((one) => !basic.has(one) && !extended.has(one)) ?? null
  const length =
    outside === null
      ? characters.reduce((places, one) => places + (extended.has(one) ? 2 : 1), 0)
      : text.length
  const [alone, each] = outside === null ? [160, 153] : [70, 67]
  const parts = length <= alone ? Math.min(length, 1) : Math.ceil(length / each)
  return { length, room: parts <= 1 ? alone : parts * each, parts, outside }
}
