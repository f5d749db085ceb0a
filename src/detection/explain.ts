import type { Detection, Locale } from '../domain/detection.ts';

const HEADS: Readonly<
  Record<Locale, { readonly yes: string; readonly no: string; readonly none: string; readonly found: string }>
> = {
  kk: {
    yes: 'Күдікті',
    no: 'Күдікті емес',
    none: 'Бірде-бір ереже іске қосылған жоқ.',
    found: 'Табылған деректер',
  },
  ru: {
    yes: 'Подозрительно',
    no: 'Не подозрительно',
    none: 'Ни одно правило не сработало.',
    found: 'Найденные данные',
  },
  en: { yes: 'Suspicious', no: 'Not suspicious', none: 'No rule fired.', found: 'Found identifiers' },
};

/** A detection in words, for `rules try`: verdict, categories, then each match with its reason. Texts are quoted as written. */
export function explainText(detection: Detection, locale: Locale): string {
  const head = HEADS[locale];
  const lines = [
    `${detection.suspicious ? head.yes : head.no}: ${detection.score.toFixed(3)} (${detection.language}, ${detection.rulesVersion})`,
  ];
  for (const { category, score } of detection.categories) lines.push(`  ${category} ${score.toFixed(3)}`);
  if (detection.matches.length === 0) lines.push(head.none);
  for (const match of detection.matches) {
    const weight = `${match.weight > 0 ? '+' : ''}${match.weight.toFixed(1)}`;
    lines.push(
      `  ${weight} ${match.rule} [${String(match.start)}–${String(match.end)}] «${match.text.replaceAll(/\s+/g, ' ')}»: ${match.why[locale]}`,
    );
  }
  if (detection.entities.length > 0) {
    lines.push(`${head.found}:`);
    for (const entity of detection.entities)
      lines.push(`  ${entity.kind} ${entity.value} [${String(entity.start)}–${String(entity.end)}]`);
  }
  return lines.join('\n');
}
