"""What the bot counts, for Prometheus. Nothing here names a person, a chat or a text."""

from prometheus_client import Counter, Gauge, Histogram

RECEIVED = Counter("policybot_updates_received", "Updates stored for handling")
REPEATED = Counter("policybot_updates_repeated", "Updates that had been received before")
ANSWERED = Counter("policybot_questions", "Questions answered, by outcome", ["status"])
THINKING = Histogram(
    "policybot_answer_seconds",
    "Seconds to find an answer, without sending it",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
CHECKS = Counter("policybot_checks", "Self-checks begun")
FLOODS = Counter("policybot_flood_waits", "Requests that Telegram told to wait")
RETRIES = Counter("policybot_retries", "Requests repeated after a lost connection or an error of Telegram's")
UNCERTAIN = Counter("policybot_uncertain_replies", "Replies that may or may not have arrived; not sent again")
LIMITED = Counter("policybot_limited", "Messages not handled because of a limit")
ERRORS = Counter("policybot_errors", "Errors that were shown with an id")
RELOADS = Counter("policybot_reloads", "Changes of the knowledge base, by outcome", ["outcome"])
EDITION = Gauge("policybot_edition_created_seconds", "When the served edition was built, Unix time")
CLAUSES = Gauge("policybot_clauses", "Clauses in the served edition")
