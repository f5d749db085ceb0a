/** Texts of our own in the style of real posts; handles and places are invented. */
export const CASINO_RU =
  '🎰 Онлайн казино Golden Marten дарит бонус 300% на первый депозит! Вывод выигрыша на карту за 5 минут, без верификации. Регистрация по ссылке, промокод MARTEN77: https://golden-marten.example/reg Пиши @marten_bonus_bot';
export const CASINO_RU_EDITED_COPY =
  '🎰 Онлайн казино Golden Marten дарит бонус 300% на первый депозит!! Вывод выигрыша на карту за 5 минут, без верификации. Регистрация по ссылке, промокод MARTEN88: https://golden-marten.example/reg Пиши @marten_bonus_bot';
export const ORDINARY_RU =
  'Завтра в Алматы ожидается снег, температура до минус пяти. Дорожные службы просят водителей быть внимательными на перевалах.';
