import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Category } from '../../src/domain/category.ts';
import { explainText } from '../../src/detection/explain.ts';
import { projectPacks } from './rule-packs.ts';

const { detector } = projectPacks();

const OFFERS: readonly (readonly [category: Category, text: string])[] = [
  [
    'gambling',
    'Друзья, нашёл слоты которые реально платят! Вчера занёс 5к, вывел 140к на каспи. Вход через бота: t.me/slot_demo_bot?start=ref77',
  ],
  [
    'gambling',
    'Ойнап көр, достым: бірінші депозитке 200% бонус, ақша шығару лезде. Тіркел: https://oyin.example.com',
  ],
  ['gambling', 'Экспресс дня, проходимость 94%, кидаю в закрытый канал. За доступом пишите @kapper_demo'],
  ['dropper', 'Возьму в аренду карты любого банка, 60 000 тг за неделю, выплата сразу. Пиши @arenda_demo'],
  [
    'dropper',
    'Студенттерге оңай жұмыс: картаңа ақша түседі, банкоматтан шешіп бересің, 5% сенікі. Хабарлас @student_demo',
  ],
  [
    'pyramid',
    'Мой вклад 100$ уже принёс 340$. Проект платит 2,5% в день, рефералка три уровня. Регистрируйся: https://fund.example.com',
  ],
  [
    'pyramid',
    'Салымың күн сайын 4% табыс әкеледі, досыңды шақырсаң бонус қосылады. Инвестор болғың келсе жаз @salym_demo',
  ],
  [
    'crypto_exchange',
    'Меняем тенге на USDT и обратно. Курьер по Алматы, без верификации, любые суммы. @obmen_demo',
  ],
  ['crypto_exchange', 'USDT сатып аламыз, қолма-қол теңге береміз, Астана, құжатсыз. Жазыңыз @usdt_demo'],
  [
    'illegal_lending',
    'Выдам деньги под расписку за 30 минут, плохая кредитная история не помеха. +7 701 555 44 33',
  ],
  ['illegal_lending', 'Несие тарихы нашар болса да қарыз береміз, кепілсіз. Тел: 8 707 123 45 67'],
  [
    'fictitious_invoices',
    'Нужны закрывающие документы? Выпишем ЭСФ, закроем НДС, цена 4%. WhatsApp 8 702 111 22 33',
  ],
  [
    'counterfeit_money',
    'Фальшивые купюры 20 000, не отличить от настоящих, банкомат принимает. Отправка по всем городам, @kupura_demo',
  ],
  [
    'illegal_lottery',
    'Осталось 30 билетов по 5 000 тг! Разыграем BMW в прямом эфире. Купить билет: @raffle_demo',
  ],
  ['excise_goods', 'Одноразки оптом, HQD и Elf Bar, цены ниже рынка, доставка ночью. @par_demo'],
  ['investment_fraud', 'Требуются 3 человека на удалёнку, 200$ в день, опыт не нужен, обучим. Ставь + в лс'],
  ['fake_documents', 'Диплом любого вуза с занесением в реестр, оплата после проверки. @vuz_demo'],
];

const QUIET: readonly string[] = [
  'АФМ предупреждает: проект обещал вкладчикам 3% в день и имеет признаки финансовой пирамиды.',
  'Суд приговорил организатора онлайн-казино к пяти годам, дропперы получили условные сроки.',
  'Как не стать дроппером: никогда не передавайте карту и данные карты незнакомым, даже за деньги.',
  'ҚМА ескертеді: картаңызды бөтен адамға бермеңіз, бұл дропперлік болып саналады.',
  'Полиция Шымкентте заңсыз казино ұйымдастырған топты ұстады, деп хабарлайды департамент.',
  'Депозит до 14% годовых, банк участник КФГД, лицензия № 1.2.100.',
  'Нацбанк оставил базовую ставку без изменений, ставка по кредитам бизнеса снизится.',
  'Меня обманули: вложила 300 000 в проект, деньги не вернули, написала заявление в полицию.',
  'Мені алдап кетті, салған ақшамды қайтармай жатыр, полицияға арыз жаздым.',
  'Матч закончился 3:1, букмекеры считали фаворитом хозяев.',
  'Вакансия: менеджер, оклад 350 000 тенге, трудовой договор, офис в центре. Резюме на почту.',
  'Куплю видеокарту, торг уместен, пишите в лс.',
  'Сдам в аренду квартиру в центре, оплата картой или наличными, пишите @home_demo',
  'Лекция о финансовой грамотности: как распознать пирамиду и не потерять деньги.',
  'Бүгін концертке билет қалды ма? Достар, бірге барайық!',
];

describe('detecting offers', () => {
  for (const [category, text] of OFFERS) {
    it(`finds ${category}: ${text.slice(0, 50)}`, () => {
      const found = detector.detect({ text });

      assert.equal(found.suspicious, true, explainText(found, 'en'));
      assert.ok(
        found.categories.some((one) => one.category === category && one.score >= 0.5),
        explainText(found, 'en'),
      );
    });
  }

  for (const text of QUIET) {
    it(`stays quiet: ${text.slice(0, 50)}`, () => {
      const found = detector.detect({ text });

      assert.equal(found.suspicious, false, explainText(found, 'en'));
    });
  }

  it('finds offers in disguise', () => {
    const disguised = [
      'Ищем дpoпoв, κaрта в аpeнду, пиши @hid_demo',
      'К А З И Н О  бонус 300%, жми t.me/hid_demo',
      'К@зин0 бонyс на депозит, регистрация по ссылке t.me/hid_demo',
      'карт\u200Bа в ар\u00ADенду, платим 50 000 тг, пиши @hid_demo',
      'Каржы пирамидасы емес: айына 30% кепилди табыс, жазыныз @hid_demo',
      'Kaspi kartandy jalga ber, aiyna 50 myn tenge, jaz @hid_demo',
      'обн.ал от 3%, ТОО и ИП, пишите @hid_demo',
    ];
    for (const text of disguised) {
      const found = detector.detect({ text });
      assert.equal(found.suspicious, true, explainText(found, 'en'));
    }
  });

  it('finds a text that looks like news but ends in a referral link', () => {
    const news = 'Агентство сообщило о новых правилах для онлайн-казино, эксперты отметили рост рынка.';
    const offer = `${news} А пока играй в казино с бонусом 200% на депозит, регистрируйся: t.me/news_demo_bot?start=ref5`;

    assert.equal(detector.detect({ text: news }).suspicious, false);
    assert.equal(detector.detect({ text: offer }).suspicious, true);
  });

  it('does not take signs of an offer alone for an offence', () => {
    const found = detector.detect({
      text: 'Срочно! Только сегодня скидка 50%, пиши в лс @shop_demo или жми https://shop.example.com',
    });

    assert.equal(found.suspicious, false);
    assert.deepEqual(found.categories, []);
  });

  it('names several categories of one post, best first', () => {
    const found = detector.detect({
      text: 'Меняем USDT на наличные в Алматы без документов. Также ищем дропов, карта в аренду, платим 5%. @two_demo',
    });

    const named = found.categories.filter((one) => one.score >= 0.5).map((one) => one.category);
    assert.deepEqual([...named].sort(), ['crypto_exchange', 'dropper']);
    assert.equal(found.category, found.categories[0]?.category);
    assert.ok((found.categories[0]?.score ?? 0) >= (found.categories[1]?.score ?? 1));
  });

  it('explains each match by the words of the original and a reason in three languages', () => {
    const text = '⚡️ Сроч\u200Bно: кapта в аренду, пиши @explain_demo';

    const { matches } = detector.detect({ text });

    const card = matches.find((match) => match.rule === 'dropper.card-for-rent');
    assert.equal(card?.text, 'кapта в аренду');
    assert.equal(card?.category, 'dropper');
    for (const match of matches) {
      assert.equal(text.slice(match.start, match.end), match.text);
      assert.ok(match.why.kk !== '' && match.why.ru !== '' && match.why.en !== '');
    }
  });

  it('sees a contact that is hidden behind a word or a button', () => {
    const text = 'Казино с моментальным выводом, вход тут';
    const links = [{ url: 'https://t.me/hidden_demo', start: 36, end: 39, how: 'hidden' as const }];

    const without = detector.detect({ text });
    const found = detector.detect({ text, links });

    assert.ok(found.score > without.score);
    assert.deepEqual(found.entities, [{ kind: 'telegram_name', value: 'hidden_demo', start: 36, end: 39 }]);
  });

  it('hears a denial', () => {
    assert.equal(detector.detect({ text: 'Мы не ищем дропов и карты в аренду не берём.' }).suspicious, false);
  });

  it('tells the language of a text', () => {
    const language = (text: string): string => detector.detect({ text }).language;
    assert.equal(language('Обычный текст на русском языке, и всё'), 'ru');
    assert.equal(language('Бүгін ауа райы жақсы болады'), 'kk');
    assert.equal(
      language('Карта керек, пишите мне в лс, ақша бірден түседі, это не развод и без риска'),
      'mixed',
    );
    assert.equal(language('Plain English text'), 'other');
  });
});
