"""The Telegram channel. Nothing here knows policies: it draws what `bot.assistant` and `bot.check` give.

`serve` puts it together. `said` is what came in, `page` what goes out, `desk` what every handler works with;
the other modules are one subject each and offer `handlers(desk)`.
"""
