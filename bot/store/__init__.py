"""What the bot remembers, in SQLite or PostgreSQL.

`tables` says what is kept, `database` opens it, every other module is a noun with plain functions that take
a session: `await store.run(lambda session: audit.record(session, …))`.
"""
